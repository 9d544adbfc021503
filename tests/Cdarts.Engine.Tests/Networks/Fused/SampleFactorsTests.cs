using Cdarts.Engine.Networks;
using Cdarts.Engine.Spaces;
using Cdarts.Engine.Tests.Golden;
using static TorchSharp.torch;

namespace Cdarts.Engine.Tests.Networks.Fused;

/// <summary>Fused cells whose edges have factors for single samples, as drop path gives them, against the straight ones.</summary>
public class SampleFactorsTests
{
    /// <summary>Every operation at both strides, alone and with others that leave the same state.</summary>
    private static readonly string[] Genotypes =
    [
        "sep3·0 sep5·1; dil3·0 dil5·2; skip·1 max·0; avg·2 skip·0",
        "max·0 avg·1; max·2 avg·0; dil5·0 dil3·1; sep5·3 sep3·4",
        "skip·0 skip·1; skip·0 sep3·2; dil3·2 max·2; avg·1 avg·4",
    ];

    [Theory]
    [MemberData(nameof(FusedCellTests.Shapes), MemberType = typeof(FusedCellTests))]
    public void Cell_is_the_straight_one(bool reduction, bool afterReduction, int channels, int size, int batch)
    {
        foreach (string genotype in Genotypes)
        {
            CellRun run = Run(FusedCellTests.Place(reduction, afterReduction, channels, size), batch, genotype);
            FusedCellTests.Equal(run with { Factors = Drop(batch, everyEdge: false) });
            FusedCellTests.Equal(run with { Factors = Drop(batch, everyEdge: true) });
        }
    }

    [Theory]
    [InlineData(false, false, 4, 8, 4)]
    [InlineData(true, false, 8, 8, 3)]
    [InlineData(true, true, 16, 4, 4)]
    [InlineData(false, true, 10, 7, 3)]
    public void In_single_precision_it_is_as_exact_as_the_straight_one(bool reduction, bool afterReduction, int channels, int size, int batch) =>
        FusedCellTests.AsExact(seed =>
            Run(FusedCellTests.Place(reduction, afterReduction, channels, size), batch, Genotypes[seed % 3]) with { Seed = seed, Factors = Drop(batch, false) });

    [Fact]
    public void Factors_of_one_change_no_bit()
    {
        foreach (string genotype in Genotypes)
        {
            CellRun run = Run(FusedCellTests.Place(true, false, 8, 8), 3, genotype);
            double[]?[] ones = [.. Enumerable.Repeat((double[])[1, 1, 1], 8)];
            Dictionary<string, double[]> without = run.In(NetworkForm.Fast, ScalarType.Float64);
            Dictionary<string, double[]> with = (run with { Factors = new SampleFactors(new double[]?[8]) }).In(NetworkForm.Fast, ScalarType.Float64);
            Assert.All(without, pair => Assert.Equal(pair.Value, with[pair.Key]));

            // Sums are added up sample by sample, which may round otherwise.
            with = (run with { Factors = new SampleFactors(ones) }).In(NetworkForm.Fast, ScalarType.Float64);
            Assert.All(without, pair => Assert.InRange(CellRun.Error(with[pair.Key], pair.Value), 0, 1e-12));
        }
    }

    /// <summary>An operation that no sample keeps learns nothing, and what only reads it neither.</summary>
    [Theory]
    [InlineData(NetworkForm.Fast)]
    [InlineData(NetworkForm.Straight)]
    public void A_dropped_sample_gives_nothing_to_what_it_dropped(NetworkForm form)
    {
        CellRun run = Run(FusedCellTests.Place(false, false, 4, 6), 2, Genotypes[0]);
        double[]?[] factors = new double[]?[8];
        factors[1] = [0, 0];
        Dictionary<string, double[]> result = (run with { Factors = new SampleFactors(factors) }).In(form, ScalarType.Float64);
        string[] dropped = [.. result.Keys.Where(name => name.StartsWith("grad node0.from1.sep_conv_5x5.", StringComparison.Ordinal))];
        Assert.Equal(8, dropped.Length);
        Assert.All(dropped, name => Assert.All(result[name], value => Assert.Equal(0, value)));
        Assert.Contains(result["grad node0.from0.sep_conv_3x3.first.depthwise"], value => value != 0);
    }

    private static CellRun Run(CellPlace place, int batch, string genotype) =>
        new(place, batch, EdgeAggregation.Sum, GoldenGenotypes.Parse(genotype)) { Retrained = true };

    /// <summary>Factors as drop path gives them: 0 or 1 / 0.7; some edges have none unless all are to have them.</summary>
    private static SampleFactors Drop(int batch, bool everyEdge)
    {
        double[]?[] factors = [.. Enumerable.Range(0, CellSpace.NodeCount * CellSpace.KeptEdges)
            .Select(edge => everyEdge || edge % 4 != 3
                ? (double[])[.. Enumerable.Range(0, batch).Select(sample => ((edge * 5) + (sample * 3)) % 7 < 3 ? 0 : 1 / .7)]
                : null)];
        return new SampleFactors(factors);
    }
}
