using Cdarts.Engine.Spaces;
using CsCheck;

namespace Cdarts.Engine.Tests.Spaces;

public sealed class GenotypeJsonTests
{
    internal static readonly Genotype Published = new(
        new CellGenotype([[new(3, 0), new(3, 1)], [new(3, 1), new(3, 2)], [new(3, 0), new(3, 1)], [new(2, 0), new(2, 2)]]),
        new CellGenotype([[new(4, 1), new(0, 0)], [new(6, 2), new(2, 0)], [new(3, 0), new(4, 1)], [new(3, 0), new(6, 2)]]));

    internal static Gen<Genotype> AnyGenotype
    {
        get
        {
            Gen<IReadOnlyList<GenotypeEdge>> node(int states) =>
                Gen.Select(Gen.Int[0, 6], Gen.Int[0, 6], Gen.Int[0, states - 1], Gen.Int[0, states - 2], (first, second, a, b) =>
                    (IReadOnlyList<GenotypeEdge>)[new GenotypeEdge(first, a), new GenotypeEdge(second, b >= a ? b + 1 : b)]);
            Gen<CellGenotype> cell = Gen.Select(node(2), node(3), node(4), node(5), (n0, n1, n2, n3) => new CellGenotype([n0, n1, n2, n3]));
            return Gen.Select(cell, cell, (normal, reduction) => new Genotype(normal, reduction));
        }
    }

    [Fact]
    public void Any_genotype_comes_back_equal() => AnyGenotype.Sample(
        genotype => Assert.Equal(genotype, GenotypeJson.Read(GenotypeJson.Write(genotype), "test")), iter: 500);

    [Fact]
    public void The_text_is_as_documented()
    {
        const string Expected = """
            {
              "schema": "cdarts.genotype",
              "version": 1,
              "space": "darts",
              "normal": {
                "nodes": [
                  [{ "operation": "sep_conv_3x3", "from": 0 }, { "operation": "sep_conv_3x3", "from": 1 }],
                  [{ "operation": "sep_conv_3x3", "from": 1 }, { "operation": "sep_conv_3x3", "from": 2 }],
                  [{ "operation": "sep_conv_3x3", "from": 0 }, { "operation": "sep_conv_3x3", "from": 1 }],
                  [{ "operation": "skip_connect", "from": 0 }, { "operation": "skip_connect", "from": 2 }]
                ],
                "concat": [2, 3, 4, 5]
              },
              "reduction": {
                "nodes": [
                  [{ "operation": "sep_conv_5x5", "from": 1 }, { "operation": "max_pool_3x3", "from": 0 }],
                  [{ "operation": "dil_conv_5x5", "from": 2 }, { "operation": "skip_connect", "from": 0 }],
                  [{ "operation": "sep_conv_3x3", "from": 0 }, { "operation": "sep_conv_5x5", "from": 1 }],
                  [{ "operation": "sep_conv_3x3", "from": 0 }, { "operation": "dil_conv_5x5", "from": 2 }]
                ],
                "concat": [2, 3, 4, 5]
              }
            }

            """;
        Assert.Equal(Expected, GenotypeJson.Write(Published));
    }

    [Theory]
    [InlineData("{ \"operation\": \"skip_connect\", \"from\": 2 }", "{ \"operation\": \"conv_9x9\", \"from\": 2 }",
        "f.json: normal node 3 has the unknown operation 'conv_9x9'; there are max_pool_3x3, avg_pool_3x3, skip_connect, sep_conv_3x3, sep_conv_5x5, dil_conv_3x3, dil_conv_5x5.")]
    [InlineData("{ \"operation\": \"skip_connect\", \"from\": 2 }", "{ \"operation\": \"none\", \"from\": 2 }",
        "f.json: normal node 3 keeps the operation 'none', which is never kept.")]
    [InlineData(", { \"operation\": \"skip_connect\", \"from\": 2 }", "", "f.json: normal node 3 has 1 edges; each node keeps 2.")]
    [InlineData("{ \"operation\": \"max_pool_3x3\", \"from\": 0 }", "{ \"operation\": \"max_pool_3x3\", \"from\": 0 }, { \"operation\": \"max_pool_3x3\", \"from\": 1 }",
        "f.json: reduction node 0 has 3 edges; each node keeps 2.")]
    [InlineData("\"dil_conv_5x5\", \"from\": 2 }, { \"operation\": \"skip", "\"dil_conv_5x5\", \"from\": 3 }, { \"operation\": \"skip",
        "f.json: reduction node 1 has an edge from state 3; it can read the states 0 to 2 (the cell's two inputs and the earlier nodes).")]
    [InlineData("\"max_pool_3x3\", \"from\": 0", "\"max_pool_3x3\", \"from\": -1",
        "f.json: reduction node 0 has an edge from state -1; it can read the states 0 to 1 (the cell's two inputs and the earlier nodes).")]
    [InlineData("\"max_pool_3x3\", \"from\": 0", "\"max_pool_3x3\", \"from\": 1",
        "f.json: reduction node 0 has two edges from state 1; they must come from different states.")]
    [InlineData("\"max_pool_3x3\", \"from\": 0", "\"max_pool_3x3\", \"from\": 0.5", "f.json: reduction node 0: an edge's source ('from') is not a whole number.")]
    [InlineData("\"max_pool_3x3\", \"from\": 0", "\"max_pool_3x3\", \"from\": \"0\"", "f.json: reduction node 0: an edge's source ('from') is not a whole number.")]
    [InlineData("\"operation\": \"max_pool_3x3\"", "\"operation\": 0", "f.json: reduction node 0: an edge's operation is not text.")]
    [InlineData("{ \"operation\": \"max_pool_3x3\", \"from\": 0 }", "7", "f.json: reduction node 0: an edge is not a JSON object with operation, from.")]
    [InlineData("[{ \"operation\": \"skip_connect\", \"from\": 0 }, { \"operation\": \"skip_connect\", \"from\": 2 }]", "{}",
        "f.json: normal node 3 is not a list of edges.")]
    [InlineData(",\n      [{ \"operation\": \"skip_connect\", \"from\": 0 }, { \"operation\": \"skip_connect\", \"from\": 2 }]", "",
        "f.json: normal cell has 3 nodes; it must have 4.")]
    [InlineData("\"concat\": [2, 3, 4, 5]", "\"concat\": [2, 3, 4]", "f.json: normal cell must concatenate all its nodes: \"concat\": [2, 3, 4, 5].")]
    [InlineData("\"concat\": [2, 3, 4, 5]", "\"concat\": 5", "f.json: normal cell must concatenate all its nodes: \"concat\": [2, 3, 4, 5].")]
    [InlineData("cdarts.genotype", "nni.genotype", "f.json has another schema than 'cdarts.genotype'.")]
    [InlineData("\"version\": 1", "\"version\": 2", "f.json has another version of the schema than 1; use the program that wrote it.")]
    [InlineData("\"version\": 1", "\"version\": 1e40", "f.json has another version of the schema than 1; use the program that wrote it.")]
    [InlineData("\"darts\"", "\"nas-bench-201\"", "f.json is of a search space that is not known here; there are {spaces}.")]
    [InlineData("\"darts\"", "null", "f.json is of a search space that is not known here; there are {spaces}.")]
    [InlineData("\"space\": \"darts\"", "\"room\": \"darts\"", "f.json has the unknown property 'room'; there are schema, version, space, normal, reduction.")]
    [InlineData("  \"space\": \"darts\",\n", "", "f.json lacks the property 'space'.")]
    [InlineData("  \"space\": \"darts\",\n", "  \"space\": \"darts\",\n  \"space\": \"darts\",\n", "f.json is not valid JSON, so no genotype can be read from it.")]
    [InlineData("\"version\": 1,", "\"version\": 1", "f.json is not valid JSON (line 4), so no genotype can be read from it.")]
    public void What_cannot_be_built_is_refused_in_one_sentence(string old, string replacement, string sentence)
    {
        string text = GenotypeJson.Write(Published);
        Assert.Contains(old, text, StringComparison.Ordinal);
        int at = text.IndexOf(old, StringComparison.Ordinal);
        string changed = string.Concat(text.AsSpan(0, at), replacement, text.AsSpan(at + old.Length));
        // Other tests make spaces of their own known.
        string expected = sentence.Replace("{spaces}", string.Join(", ", SearchSpaces.Names), StringComparison.Ordinal);
        Assert.Equal(expected, Assert.Throws<CdartsException>(() => GenotypeJson.Read(changed, "f.json")).Message);
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("[[[[[[[[[[[[[[[[[[[[[[")]
    public void Any_other_text_is_refused(string text) => Assert.Throws<CdartsException>(() => GenotypeJson.Read(text, "f.json"));

    [Fact]
    public void An_impossible_genotype_is_not_written()
    {
        CellGenotype cell = Published.Normal;
        Genotype none = new(cell, new CellGenotype([[new(Primitives.None, 0), new(0, 1)], .. cell.Nodes.Skip(1)]));
        Assert.Equal(
            "the genotype: reduction node 0 keeps the operation 'none', which is never kept.",
            Assert.Throws<CdartsException>(() => GenotypeJson.Write(none)).Message);
        Assert.Throws<CdartsException>(() => GenotypeJson.Write(new(cell, new CellGenotype([.. cell.Nodes.Take(3)]))));
        Assert.Throws<CdartsException>(() => GenotypeJson.Write(new(cell, new CellGenotype([[new(9, 0), new(0, 1)], .. cell.Nodes.Skip(1)]))));
    }
}
