using System.Text.Json.Nodes;
using System.Text.Json;
using Cdarts.Engine.Spaces.Formats;
using Cdarts.Engine.Spaces;
using CsCheck;

namespace Cdarts.Engine.Tests.Spaces.Formats;

/// <summary>The files of NNI's trainer: <c>json.dump(masks, indent=2, sort_keys=True)</c> and <c>str(genotype)</c>.</summary>
public sealed class NniJsonTests
{
    private static Genotype Published => GenotypeJsonTests.Published;

    [Fact]
    public void The_file_begins_and_ends_as_NNI_writes_it()
    {
        string text = NniJson.Write(Published);
        Assert.StartsWith(
            """
            {
              "normal_n2_p0": [
                false,
                false,
                false,
                true,
                false,
                false,
                false
              ],
              "normal_n2_p1": [
                false,
                false,
                false,
                true,
                false,
                false,
                false
              ],
              "normal_n2_switch": [
                true,
                true
              ],
              "normal_n3_p0": [
                false,
            """,
            text);
        Assert.EndsWith(
            """
              "reduce_n5_p4": [
                false,
                false,
                false,
                false,
                false,
                false,
                false
              ],
              "reduce_n5_switch": [
                true,
                false,
                true,
                false,
                false
              ]
            }
            """,
            text);
        using JsonDocument document = JsonDocument.Parse(text);
        string[] names = [.. document.RootElement.EnumerateObject().Select(property => property.Name)];
        Assert.Equal(36, names.Length);
        Assert.Equal(names.Order(StringComparer.Ordinal), names);
        Assert.Equal(["reduce_n4_p3", "reduce_n4_switch", "reduce_n5_p0"], names[^8..^5]);
    }

    [Fact]
    public void Any_genotype_comes_back_with_its_edges_by_source() => GenotypeJsonTests.AnyGenotype.Sample(
        genotype => Assert.Equal(BySource(genotype), GenotypeFile.Parse(NniJson.Write(genotype), "test")), iter: 100);

    [Fact]
    public void The_text_beside_it_has_the_edges_by_source() => GenotypeJsonTests.AnyGenotype.Sample(
        genotype => Assert.Equal(CreamText.Write(BySource(genotype)), NniJson.WriteGenotypes(genotype)), iter: 100);

    [Theory]
    [InlineData("normal_n3_p2", "[false,false,false,false,false,false,false]", "f.json: normal_n3_switch keeps edge 2, but normal_n3_p2 chooses no operation.")]
    [InlineData("normal_n3_p0", "[true,false,false,false,false,false,false]", "f.json: normal_n3_p0 chooses an operation, but normal_n3_switch does not keep edge 0.")]
    [InlineData("normal_n3_p2", "[true,false,false,false,true,false,false]", "f.json: normal_n3_p2 chooses 2 operations; an edge has one.")]
    [InlineData("normal_n3_switch", "[false,false,true]", "f.json: normal_n3_p1 chooses an operation, but normal_n3_switch does not keep edge 1.")]
    [InlineData("reduce_n5_p4", "[false,false,false,false,false,false,false,false]", "f.json: reduce_n5_p4 has 8 values; there must be 7, one for each operation without none.")]
    [InlineData("reduce_n5_switch", "[true,false,true,false]", "f.json: reduce_n5_switch has 4 values; there must be 5, one for each edge of the node.")]
    [InlineData("reduce_n5_p4", "[0,0,0,0,0,0,0]", "f.json: reduce_n5_p4 is not a list of true and false.")]
    [InlineData("reduce_n5_p4", "null", "f.json: reduce_n5_p4 is not a list of true and false.")]
    [InlineData("reduce_n5_p5", "[]", "f.json has the unknown entry 'reduce_n5_p5'; there are normal_n2_p0 to reduce_n5_p4 and normal_n2_switch to reduce_n5_switch.")]
    [InlineData("normal_n2_p0", "", "f.json lacks the entry normal_n2_p0.")]
    [InlineData("reduce_n4_switch", "", "f.json lacks the entry reduce_n4_switch.")]
    public void Masks_that_contradict_each_other_are_refused(string name, string value, string sentence)
    {
        JsonObject masks = JsonNode.Parse(NniJson.Write(Published))!.AsObject();
        if (value.Length == 0)
        {
            masks.Remove(name);
        }
        else
        {
            masks[name] = JsonNode.Parse(value);
        }

        Assert.Equal(sentence, Assert.Throws<CdartsException>(() => GenotypeFile.Parse(masks.ToJsonString(), "f.json")).Message);
    }

    [Fact]
    public void A_third_edge_is_refused()
    {
        JsonObject masks = JsonNode.Parse(NniJson.Write(Published))!.AsObject();
        masks["normal_n3_p0"] = JsonNode.Parse("[true,false,false,false,false,false,false]");
        masks["normal_n3_switch"] = JsonNode.Parse("[true,true,true]");
        Assert.Equal(
            "f.json: normal_n3_switch keeps 3 edges; each node keeps 2.",
            Assert.Throws<CdartsException>(() => GenotypeFile.Parse(masks.ToJsonString(), "f.json")).Message);
    }

    [Fact]
    public void An_impossible_genotype_is_not_written() => Assert.Throws<CdartsException>(() =>
        NniJson.Write(new(Published.Normal, new CellGenotype([[new(9, 0), new(0, 1)], .. Published.Reduction.Nodes.Skip(1)]))));

    private static Genotype BySource(Genotype genotype) => Golden.GoldenGenotypes.BySource(genotype);
}
