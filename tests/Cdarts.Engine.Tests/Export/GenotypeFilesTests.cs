using Cdarts.Engine.Export;
using Cdarts.Engine.Spaces;
using Cdarts.Engine.Tests.Checkpoints;
using Cdarts.Engine.Tests.Spaces;

namespace Cdarts.Engine.Tests.Export;

public sealed class GenotypeFilesTests
{
    [Fact]
    public void A_folder_holds_the_genotype_and_both_pictures_in_every_format()
    {
        using TemporaryFolder folder = new();
        IReadOnlyList<string> pictures = GenotypeFiles.Write(folder.In("03"), GenotypeJsonTests.Published, "cycle 4");
        Assert.Equal([folder.In("03", "normal.svg"), folder.In("03", "reduction.svg")], pictures);
        Assert.Equal(
            ["genotype.json", "normal.dot", "normal.png", "normal.svg", "reduction.dot", "reduction.png", "reduction.svg"],
            Directory.GetFileSystemEntries(folder.In("03")).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.Equal(GenotypeJsonTests.Published, GenotypeJson.Read(File.ReadAllText(folder.In("03", "genotype.json")), "test"));
        Assert.Contains(">Normal cell, cycle 4<", File.ReadAllText(pictures[0]));
        Assert.Contains(">Reduction cell, cycle 4<", File.ReadAllText(pictures[1]));
    }

    [Theory]
    [InlineData("svg", "<svg")]
    [InlineData("dot", "digraph \"Normal cell, final\"")]
    [InlineData("png", "\u0089PNG")]
    public void Pictures_of_one_format_have_names_with_a_common_stem(string format, string start)
    {
        using TemporaryFolder folder = new();
        IReadOnlyList<string> pictures = GenotypeFiles.WritePictures(folder.In("cell-"), format, GenotypeJsonTests.Published, "final");
        Assert.Equal([folder.In($"cell-normal.{format}"), folder.In($"cell-reduction.{format}")], pictures);
        Assert.StartsWith(start, File.ReadAllText(pictures[0], System.Text.Encoding.Latin1));
        Assert.NotEqual(File.ReadAllBytes(pictures[0]), File.ReadAllBytes(pictures[1]));
    }

    [Fact]
    public void Another_format_is_refused() => Assert.Throws<ArgumentException>(
        () => GenotypeFiles.WritePictures(Path.GetTempPath(), "gif", GenotypeJsonTests.Published, "final"));
}
