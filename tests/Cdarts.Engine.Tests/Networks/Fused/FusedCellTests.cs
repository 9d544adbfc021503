using Cdarts.Engine.Networks;
using Cdarts.Engine.Tests.Golden;
using static TorchSharp.torch;

namespace Cdarts.Engine.Tests.Networks.Fused;

/// <summary>Fused cells against the straight ones: outputs, all gradients and statistics.</summary>
public class FusedCellTests
{
    /// <summary>Reduction, after a reduction, channels, size, batch.</summary>
    public static TheoryData<bool, bool, int, int, int> Shapes() => new()
    {
        { false, false, 4, 8, 2 },
        { false, true, 8, 6, 3 },
        { true, false, 8, 8, 2 },
        { true, true, 4, 8, 1 },
        { false, false, 16, 5, 1 },
        { false, true, 10, 7, 2 },
        { true, false, 18, 10, 2 },
        { false, false, 32, 4, 3 },
        { true, true, 16, 4, 2 },
    };

    /// <summary>Every operation at stride 1 and 2, states that nothing leaves, operations alone and together.</summary>
    private static readonly string[] Genotypes =
    [
        "sep3·0 sep5·1; dil3·0 dil5·2; skip·1 max·0; avg·2 skip·0",
        "max·0 avg·1; max·2 avg·0; dil5·0 dil3·1; sep5·3 sep3·4",
        "skip·0 skip·1; skip·0 skip·1; skip·0 skip·1; skip·0 max·1",
        "sep3·0 sep3·0; sep3·2 sep3·2; sep5·3 sep5·3; dil3·4 max·4",
    ];

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Search_cell_is_the_straight_one(bool reduction, bool afterReduction, int channels, int size, int batch)
    {
        foreach (EdgeAggregation aggregation in (EdgeAggregation[])[EdgeAggregation.Mean, EdgeAggregation.Sum])
        {
            Equal(new CellRun(Place(reduction, afterReduction, channels, size), batch, aggregation, null));
        }
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Evaluation_cell_is_the_straight_one(bool reduction, bool afterReduction, int channels, int size, int batch)
    {
        foreach (string genotype in Genotypes)
        {
            Equal(new CellRun(Place(reduction, afterReduction, channels, size), batch, EdgeAggregation.Sum, GoldenGenotypes.Parse(genotype)));
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void Cells_after_the_stem_read_one_segment(int index)
    {
        CellPlace place = DartsCells.Place(false, false, 12, index == 0 ? 12 : 16, 4, 6);
        Equal(new CellRun(place, 2, EdgeAggregation.Mean, null, index));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Without_weight_gradients_the_others_are_the_same_bits(bool reduction)
    {
        CellRun run = new(Place(reduction, false, 8, 8), 2, EdgeAggregation.Mean, null);
        Dictionary<string, double[]> all = run.In(NetworkForm.Fast, ScalarType.Float32), some = run.In(NetworkForm.Fast, ScalarType.Float32, learns: false);
        Assert.DoesNotContain(some.Keys, name => name.Contains("pointwise", StringComparison.Ordinal));
        Assert.All(some, pair => Assert.Equal(all[pair.Key], pair.Value));
    }

    [Fact]
    public void Twice_the_same_bits()
    {
        CellRun run = new(Place(true, false, 16, 8), 3, EdgeAggregation.Mean, null);
        Dictionary<string, double[]> first = run.In(NetworkForm.Fast, ScalarType.Float32), second = run.In(NetworkForm.Fast, ScalarType.Float32);
        Assert.All(first, pair => Assert.Equal(pair.Value, second[pair.Key]));
    }

    /// <summary>
    /// In float32, no tensor is further from the float64 result than twice what the straight form is, summed over seeds: in one run of few elements it is luck
    /// which form is nearer, and so it is below 1e-6, a few roundings.
    /// </summary>
    [Theory]
    [InlineData(false, false, 4, 8, 2)]
    [InlineData(true, false, 8, 8, 2)]
    [InlineData(true, true, 16, 4, 2)]
    [InlineData(false, true, 10, 7, 2)]
    public void In_single_precision_it_is_as_exact_as_the_straight_one(bool reduction, bool afterReduction, int channels, int size, int batch) =>
        AsExact(seed => new CellRun(Place(reduction, afterReduction, channels, size), batch, EdgeAggregation.Mean, null, Seed: seed));

    internal static void AsExact(Func<int, CellRun> runOf)
    {
        Dictionary<string, (double Fast, double Straight)> errors = [];
        const int Seeds = 4;
        for (int seed = 1; seed <= Seeds; seed++)
        {
            CellRun run = runOf(seed);
            Dictionary<string, double[]> exact = run.In(NetworkForm.Straight, ScalarType.Float64);
            Dictionary<string, double[]> straight = run.In(NetworkForm.Straight, ScalarType.Float32), fast = run.In(NetworkForm.Fast, ScalarType.Float32);
            foreach (string name in exact.Keys)
            {
                (double ofFast, double ofStraight) = errors.GetValueOrDefault(name);
                errors[name] = (ofFast + CellRun.Error(fast[name], exact[name]), ofStraight + CellRun.Error(straight[name], exact[name]));
            }
        }

        string[] worse =
            [.. errors.Where(error => error.Value.Fast > Math.Max(2 * error.Value.Straight, Seeds * 1e-6))
                .Select(error => $"{error.Key}: {error.Value.Fast / Seeds:E2}, straight {error.Value.Straight / Seeds:E2}")];
        Assert.True(worse.Length == 0, string.Join('\n', worse));
    }

    internal static CellPlace Place(bool reduction, bool afterReduction, int channels, int size) => DartsCells.Place(
        reduction, afterReduction, (reduction ? 2 : 4) * channels / (afterReduction ? 2 : 1), (reduction ? 2 : 4) * channels, channels, size);

    internal static void Equal(CellRun run)
    {
        Dictionary<string, double[]> straight = run.In(NetworkForm.Straight, ScalarType.Float64), fast = run.In(NetworkForm.Fast, ScalarType.Float64);
        Assert.Equal(straight.Keys.Order(), fast.Keys.Order());
        Assert.All(straight, pair => Assert.InRange(CellRun.Error(fast[pair.Key], pair.Value), 0, 1e-9));
    }
}
