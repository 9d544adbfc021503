using Cdarts.Engine.Export;
using Cdarts.Engine.Spaces;
using Cdarts.Engine.Tests.Checkpoints;
using Cdarts.Engine.Tests.Spaces;

namespace Cdarts.Engine.Tests.Export;

public sealed class GenotypeFilesTests
{
    [Fact]
    public void A_folder_holds_the_genotype_and_both_pictures()
    {
        using TemporaryFolder folder = new();
        IReadOnlyList<string> pictures = GenotypeFiles.Write(folder.In("03"), GenotypeJsonTests.Published, "cycle 4");
        Assert.Equal([folder.In("03", "normal.svg"), folder.In("03", "reduction.svg")], pictures);
        Assert.Equal(3, Directory.GetFileSystemEntries(folder.In("03")).Length);
        Assert.Equal(GenotypeJsonTests.Published, GenotypeJson.Read(File.ReadAllText(folder.In("03", "genotype.json")), "test"));
        Assert.Contains(">Normal cell, cycle 4<", File.ReadAllText(pictures[0]));
        Assert.Contains(">Reduction cell, cycle 4<", File.ReadAllText(pictures[1]));
    }
}
