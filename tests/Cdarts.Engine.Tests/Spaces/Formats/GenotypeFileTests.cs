using System.Text;
using Cdarts.Engine.Spaces;
using Cdarts.Engine.Spaces.Formats;

namespace Cdarts.Engine.Tests.Spaces.Formats;

public sealed class GenotypeFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("cdarts-genotypes-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    public static TheoryData<string, string> Formats => new()
    {
        { "ours", GenotypeJson.Write(GenotypeJsonTests.Published) },
        { "text", CreamText.Write(GenotypeJsonTests.Published) },
        { "stages", CreamJson.Write(GenotypeJsonTests.Published) },
    };

    /// <summary>Whatever the file's name, with and without a byte order mark and white space before it.</summary>
    [Theory]
    [MemberData(nameof(Formats))]
    public void The_format_is_told_by_the_content(string name, string text)
    {
        Assert.Equal(GenotypeJsonTests.Published, GenotypeFile.Read(Write($"{name}.txt", text)));
        Assert.Equal(GenotypeJsonTests.Published, GenotypeFile.Read(Write($"{name}.json", $"\n  {text}\n")));
        File.WriteAllText(Path.Combine(_folder, "bom"), text, new UTF8Encoding(encoderShouldEmitUTF8Identifier: true));
        Assert.Equal(GenotypeJsonTests.Published, GenotypeFile.Read(Path.Combine(_folder, "bom")));
    }

    [Fact]
    public void Both_files_of_NNI_hold_the_same_cell()
    {
        Genotype cell = PublishedCells.Get("cdarts-imagenet").Genotype;
        Genotype masks = GenotypeFile.Read(Write("epoch_31.json", NniJson.Write(cell)));
        Assert.Equal(masks, GenotypeFile.Read(Write("epoch_31.genotypes", NniJson.WriteGenotypes(cell))));
        Assert.Equal(Golden.GoldenGenotypes.BySource(cell), masks);
    }

    [Fact]
    public void Every_format_that_is_written_is_read() => Assert.All(Enum.GetValues<GenotypeFormat>(), format =>
    {
        Genotype cell = PublishedCells.Get("darts-v1").Genotype;
        bool isOrdered = format is GenotypeFormat.Json or GenotypeFormat.Cream or GenotypeFormat.CreamJson;
        Assert.Equal(isOrdered ? cell : Golden.GoldenGenotypes.BySource(cell), GenotypeFile.Parse(GenotypeFile.Write(cell, format), "test"));
    });

    [Fact]
    public void A_folder_holds_its_genotype()
    {
        Write("genotype.json", GenotypeJson.Write(GenotypeJsonTests.Published));
        Assert.Equal(GenotypeJsonTests.Published, GenotypeFile.Read(_folder));
    }

    [Theory]
    [InlineData("", "is no genotype: it begins neither with a JSON object nor with Genotype(normal=...).")]
    [InlineData("[1, 2]", "is no genotype: it begins neither with a JSON object nor with Genotype(normal=...).")]
    [InlineData("import os", "is no genotype: it begins neither with a JSON object nor with Genotype(normal=...).")]
    [InlineData("{\"seed\": 1}", "has the unknown property 'seed'; there are schema, version, space, normal, reduction.")]
    [InlineData("{", "is not valid JSON (line 1), so no genotype can be read from it.")]
    [InlineData("{}x", "is not valid JSON (line 1), so no genotype can be read from it.")]
    [InlineData("{\"\\ud800\": 1}", "has a string that is not valid text, so no genotype can be read from it.")]
    [InlineData("{\"0\": \"\\ud800\", \"1\": \"\", \"2\": \"\"}", "has a string that is not valid text, so no genotype can be read from it.")]
    [InlineData("{\"schema\": \"\\ud800\", \"version\": 1, \"space\": \"darts\", \"normal\": 1, \"reduction\": 1}", "has a string that is not valid text, so no genotype can be read from it.")]
    [InlineData("{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":1}}}}}}}}}", "is not valid JSON (line 1), so no genotype can be read from it.")]
    public void Any_other_content_is_refused_in_one_sentence(string text, string sentence)
    {
        string path = Write("x", text);
        Assert.Equal($"{path} {sentence}", Refusal(path));
    }

    [Fact]
    public void Bytes_that_are_no_text_are_refused()
    {
        string path = Path.Combine(_folder, "bytes");
        File.WriteAllBytes(path, [0xff, 0xfe, 0x00, 0x47]);
        Assert.EndsWith(" is no genotype: it begins neither with a JSON object nor with Genotype(normal=...).", Refusal(path));
    }

    [Fact]
    public void A_huge_file_is_not_read()
    {
        string path = Path.Combine(_folder, "huge");
        using (FileStream stream = new(path, FileMode.CreateNew))
        {
            stream.SetLength(1L << 40);
        }

        Assert.Equal($"{path} is larger than 1 MiB, so it is no genotype.", Refusal(path));
    }

    [Fact]
    public void A_missing_file_is_one_sentence()
    {
        string path = Path.Combine(_folder, "missing");
        Assert.Equal($"There is no file {path} to read a genotype from.", Refusal(path));
        Assert.Equal($"There is no file {Path.Combine(_folder, "genotype.json")} to read a genotype from.", Refusal(_folder));
    }

    private static string Refusal(string path) => Assert.Throws<CdartsException>(() => GenotypeFile.Read(path)).Message;

    private string Write(string name, string text)
    {
        string path = Path.Combine(_folder, name);
        File.WriteAllText(path, text);
        return path;
    }
}
