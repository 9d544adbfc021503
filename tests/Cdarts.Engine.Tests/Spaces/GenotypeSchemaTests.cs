using Cdarts.Engine.Spaces;
using CsCheck;
using NJsonSchema;

namespace Cdarts.Engine.Tests.Spaces;

/// <summary>The JSON Schema and the reader agree on what a genotype is.</summary>
public sealed class GenotypeSchemaTests
{
    private static readonly JsonSchema Schema =
        JsonSchema.FromFileAsync(Path.Combine(AppContext.BaseDirectory, "Spaces", "genotype.schema.json")).GetAwaiter().GetResult();

    [Fact]
    public void Whatever_is_written_is_valid() =>
        GenotypeJsonTests.AnyGenotype.Sample(genotype => Assert.Empty(Schema.Validate(GenotypeJson.Write(genotype))), iter: 100);

    [Fact]
    public void The_published_cells_are_valid() =>
        Assert.All(PublishedCells.All, cell => Assert.Empty(Schema.Validate(GenotypeJson.Write(cell.Genotype))));

    [Theory]
    [InlineData("\"skip_connect\", \"from\": 2", "\"conv_9x9\", \"from\": 2")]
    [InlineData("\"skip_connect\", \"from\": 2", "\"none\", \"from\": 2")]
    [InlineData("\"skip_connect\", \"from\": 2", "\"skip_connect\", \"from\": 0")]
    [InlineData("\"skip_connect\", \"from\": 2", "\"skip_connect\", \"from\": 5")]
    [InlineData("\"skip_connect\", \"from\": 2", "\"skip_connect\", \"from\": -1")]
    [InlineData("\"skip_connect\", \"from\": 2", "\"skip_connect\", \"from\": 0.5")]
    [InlineData("\"skip_connect\", \"from\": 2", "\"skip_connect\", \"from\": \"2\"")]
    [InlineData("\"skip_connect\", \"from\": 2", "\"skip_connect\", \"from\": null")]
    [InlineData("\"skip_connect\", \"from\": 2", "\"skip_connect\"")]
    [InlineData("\"skip_connect\", \"from\": 2", "\"skip_connect\", \"from\": 2, \"stride\": 1")]
    [InlineData("\"operation\": \"skip_connect\", \"from\": 2", "\"operation\": 2, \"from\": 2")]
    [InlineData("{ \"operation\": \"skip_connect\", \"from\": 2 }", "7")]
    [InlineData(", { \"operation\": \"skip_connect\", \"from\": 2 }", "")]
    [InlineData("{ \"operation\": \"skip_connect\", \"from\": 2 }", "{ \"operation\": \"skip_connect\", \"from\": 2 }, { \"operation\": \"skip_connect\", \"from\": 3 }")]
    [InlineData("\"max_pool_3x3\", \"from\": 0", "\"max_pool_3x3\", \"from\": 2")]
    [InlineData("\"dil_conv_5x5\", \"from\": 2 }, { \"operation\": \"skip", "\"dil_conv_5x5\", \"from\": 3 }, { \"operation\": \"skip")]
    [InlineData("[{ \"operation\": \"skip_connect\", \"from\": 0 }, { \"operation\": \"skip_connect\", \"from\": 2 }]", "{}")]
    [InlineData(",\n      [{ \"operation\": \"skip_connect\", \"from\": 0 }, { \"operation\": \"skip_connect\", \"from\": 2 }]", "")]
    [InlineData("{ \"operation\": \"skip_connect\", \"from\": 2 }]", "{ \"operation\": \"skip_connect\", \"from\": 2 }], []")]
    [InlineData("\"concat\": [2, 3, 4, 5]", "\"concat\": [2, 3, 4]")]
    [InlineData("\"concat\": [2, 3, 4, 5]", "\"concat\": [5, 4, 3, 2]")]
    [InlineData("\"concat\": [2, 3, 4, 5]", "\"concat\": 5")]
    [InlineData(",\n    \"concat\": [2, 3, 4, 5]", "")]
    [InlineData("cdarts.genotype", "nni.genotype")]
    [InlineData("\"version\": 1", "\"version\": 2")]
    [InlineData("\"version\": 1", "\"version\": \"1\"")]
    [InlineData("\"darts\"", "\"nas-bench-201\"")]
    [InlineData("\"darts\"", "null")]
    [InlineData("\"space\": \"darts\"", "\"room\": \"darts\"")]
    [InlineData("  \"space\": \"darts\",\n", "")]
    [InlineData("\"space\": \"darts\"", "\"space\": \"darts\", \"author\": \"me\"")]
    public void What_cannot_be_built_is_refused_by_both(string old, string other)
    {
        string text = GenotypeJson.Write(GenotypeJsonTests.Published);
        int at = text.IndexOf(old, StringComparison.Ordinal);
        Assert.True(at >= 0);
        string changed = string.Concat(text.AsSpan(0, at), other, text.AsSpan(at + old.Length));
        Assert.NotEmpty(Schema.Validate(changed));
        Assert.Throws<CdartsException>(() => GenotypeJson.Read(changed, "f.json"));
    }

    /// <summary>Any operation and any source on any edge: accepted by both or by neither.</summary>
    [Fact]
    public void Both_agree_on_every_edge()
    {
        string text = GenotypeJson.Write(GenotypeJsonTests.Published);
        Gen.Select(Gen.Int[0, 15], Gen.Int[-1, 6]).Sample(
            (edge, source) =>
            {
                string[] parts = text.Split("\"from\": ");
                parts[edge + 1] = source + parts[edge + 1][1..];
                string changed = string.Join("\"from\": ", parts);
                bool isRead = Record.Exception(() => GenotypeJson.Read(changed, "f.json")) is null;
                Assert.Equal(isRead, Schema.Validate(changed).Count == 0);
            },
            iter: 300);
    }
}
