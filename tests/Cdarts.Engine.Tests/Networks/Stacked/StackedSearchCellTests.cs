using Cdarts.Engine.Networks;
using Cdarts.Engine.Networks.Stacked;
using Cdarts.Engine.Tests.Golden;
using TorchSharp;
using static TorchSharp.torch;

namespace Cdarts.Engine.Tests.Networks.Stacked;

public class StackedSearchCellTests
{
    public static TheoryData<bool, bool, EdgeAggregation> Places()
    {
        TheoryData<bool, bool, EdgeAggregation> places = [];
        foreach (EdgeAggregation aggregation in Enum.GetValues<EdgeAggregation>())
        {
            places.Add(false, false, aggregation);
            places.Add(false, true, aggregation);
            places.Add(true, false, aggregation);
            places.Add(true, true, aggregation);
        }

        return places;
    }

    [Theory]
    [MemberData(nameof(Places))]
    public void Outputs_gradients_and_statistics_are_those_of_the_straight_cell(bool reduction, bool previousReduction, EdgeAggregation aggregation)
    {
        using DisposeScope scope = NewDisposeScope();
        Dictionary<string, Tensor> straight = CellRun.Of(null, reduction, previousReduction, aggregation, ScalarType.Float64);
        foreach (StackingKind kind in Enum.GetValues<StackingKind>())
        {
            AssertEqual(straight, CellRun.Of(kind, reduction, previousReduction, aggregation, ScalarType.Float64), $"{kind}", 1e-9);
        }
    }

    /// <summary>
    /// 6 channels: neither a multiple nor a divisor of what 64 bytes hold. Dense has 16, since on CPUs LibTorch 2.10 gives wrong input gradients of dense
    /// single-precision convolutions whose output channels do not fill its vectors; the product stacks on other devices only.
    /// </summary>
    [Theory]
    [InlineData(StackingChoice.Grouped, 6, false)]
    [InlineData(StackingChoice.Grouped, 6, true)]
    [InlineData(StackingChoice.Multiplier, 6, false)]
    [InlineData(StackingChoice.Multiplier, 6, true)]
    [InlineData(StackingChoice.Dense, 16, false)]
    [InlineData(StackingChoice.Dense, 16, true)]
    public void Single_precision_differs_by_rounding(StackingChoice choice, int channels, bool reduction)
    {
        using DisposeScope scope = NewDisposeScope();
        StackingKind kind = Enum.Parse<StackingKind>(choice.ToString());
        Dictionary<string, Tensor> straight = CellRun.Of(null, reduction, false, EdgeAggregation.Mean, ScalarType.Float32, channels);
        AssertEqual(straight, CellRun.Of(kind, reduction, false, EdgeAggregation.Mean, ScalarType.Float32, channels), $"{kind}", 2e-4);
    }

    private static void AssertEqual(Dictionary<string, Tensor> expected, Dictionary<string, Tensor> actual, string kind, double tolerance)
    {
        Assert.Equal(expected.Keys, actual.Keys);
        foreach ((string name, Tensor value) in expected)
        {
            Assert.True(value.abs().max().to(ScalarType.Float64).item<double>() > 1e-6, $"{name} is zero and proves nothing");
            double deviation = GoldenFile.Deviation(actual[name], value.to(ScalarType.Float64));
            Assert.True(deviation <= tolerance, $"{kind}, {name}: {deviation:E2}");
        }
    }
}
