using Cdarts.Engine.Native;
using Cdarts.Engine.Networks;
using Cdarts.Engine.Networks.Stacked;
using static TorchSharp.torch;

namespace Cdarts.Engine.Tests.Networks.Stacked;

public class StackingSelectionTests
{
    [Theory]
    [InlineData(1, 2, 3, 0)]
    [InlineData(3, 2, 4, 1)]
    [InlineData(3, 2, 1, 2)]
    [InlineData(2, 2, 2, 0)]
    public void The_fastest_is_taken_and_the_first_of_equals(double grouped, double multiplier, double dense, int expected) =>
        Assert.Equal((StackingKind)expected, StackingSelection.Fastest(kind => new[] { grouped, multiplier, dense }[(int)kind]));

    [Theory]
    [InlineData(1, null)]
    [InlineData(2, null)]
    [InlineData(1, ScalarType.BFloat16)]
    public void A_trial_takes_time_for_each_kind_and_leaves_torchs_random_numbers_alone(int stride, ScalarType? compute)
    {
        DeviceSelection.LimitThreads(CPU);
        byte[] before = random.get_rng_state().bytes.ToArray();
        using StackingTrial trial = new(new StackingShape(4, 8, stride), batch: 2, new NumberTypes(ScalarType.Float32, compute), CPU);

        Assert.All(Enum.GetValues<StackingKind>(), kind => Assert.InRange(trial.Milliseconds(kind), 1e-3, 1e4));
        Assert.Equal(before, random.get_rng_state().bytes.ToArray());
    }

    [Fact]
    public void Every_shape_gets_an_entry()
    {
        StackingShape[] shapes = [new(2, 8, 1), new(4, 8, 2)];

        Assert.Equal(shapes, StackingSelection.Measure(shapes, 2, new NumberTypes(ScalarType.Float64, null), CPU).Entries.Select(entry => entry.Shape));
    }
}
