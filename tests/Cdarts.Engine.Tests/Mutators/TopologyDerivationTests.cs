using System.Text.Json;
using Cdarts.Engine.Mutators;
using Cdarts.Engine.Spaces;
using Cdarts.Engine.Tests.Golden;
using CsCheck;

namespace Cdarts.Engine.Tests.Mutators;

public class TopologyDerivationTests
{
    private static readonly Gen<double[]> Alphas = Gen.Double[-3, 3].Array[224];

    [Fact]
    public void Derives_the_golden_genotypes()
    {
        int compared = 0;
        foreach (JsonElement row in GoldenFile.Case("derivation").GetProperty("list").EnumerateArray())
        {
            if (row.GetProperty("name").GetString() != "tie_all_equal")
            {
                Genotype derived = TopologyDerivation.Derive(GoldenFile.Doubles(row.GetProperty("alphas")));
                Assert.Equal(GoldenGenotypes.Read(row.GetProperty("genotype")), GoldenGenotypes.BySource(derived));
                compared++;
            }
        }

        Assert.Equal(3, compared);
    }

    [Fact]
    public void A_tie_goes_to_the_lowest_index()
    {
        Genotype derived = TopologyDerivation.Derive(new double[224]);
        Assert.All(derived.Normal.Nodes.Concat(derived.Reduction.Nodes), node => Assert.Equal([new(0, 0), new(0, 1)], node));
    }

    /// <summary>spec 10.3: the cell derived from its alphas, in stored order.</summary>
    [Fact]
    public void Derives_the_printed_cell()
    {
        Genotype derived = TopologyDerivation.Derive(PrintedCase.Alphas());
        Assert.Equal(GoldenGenotypes.Parse("skip·0 max·1; sep3·1 dil3·0; sep5·1 skip·2; sep5·1 skip·2"), derived.Normal);
        Assert.Equal(GoldenGenotypes.Parse("skip·0 max·1; sep3·1 dil3·0; sep3·2 dil3·1; sep5·1 skip·2"), derived.Reduction);
    }

    [Fact]
    public void Keeps_two_edges_per_node_never_none_strongest_first() => Alphas.Sample(alphas =>
    {
        Genotype derived = TopologyDerivation.Derive(alphas);
        foreach ((CellGenotype cell, int offset) in (IEnumerable<(CellGenotype, int)>)[(derived.Normal, 0), (derived.Reduction, 14)])
        {
            for (int node = 0; node < 4; node++)
            {
                double[] weights = [.. Enumerable.Range(0, node + 2)
                    .Select(source => BestWeight(alphas.AsSpan((offset + CellSpace.EdgeIndex(node, source)) * 8, 8)))];
                int[] expected = [.. Enumerable.Range(0, node + 2).OrderByDescending(source => weights[source]).Take(2)];
                Assert.Equal(expected, cell.Nodes[node].Select(edge => edge.Source));
                Assert.All(cell.Nodes[node], edge => Assert.InRange(edge.Operation, 0, 6));
            }
        }
    });

    [Fact]
    public void A_cut_candidate_is_never_kept() => Gen.Select(Alphas, Gen.Int[0, 6]).Sample((alphas, cut) =>
    {
        for (int row = 0; row < 28; row++)
        {
            alphas[(row * 8) + cut] = double.NegativeInfinity;
        }

        Genotype derived = TopologyDerivation.Derive(alphas);
        Assert.DoesNotContain(derived.Normal.Nodes.Concat(derived.Reduction.Nodes).SelectMany(node => node), edge => edge.Operation == cut);
    });

    [Theory]
    [InlineData(223, 0)]
    [InlineData(224, double.NaN)]
    [InlineData(224, double.PositiveInfinity)]
    public void Refuses_alphas_that_are_not_numbers(int count, double value) =>
        Assert.Throws<ArgumentException>(() => TopologyDerivation.Derive(Enumerable.Repeat(value, count).ToArray()));

    private static double BestWeight(ReadOnlySpan<double> logits)
    {
        double[] exp = [.. logits.ToArray().Select(Math.Exp)];
        return exp[..7].Max() / exp.Sum();
    }
}
