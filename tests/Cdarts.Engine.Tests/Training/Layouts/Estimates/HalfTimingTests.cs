using Cdarts.Engine.Training;
using Cdarts.Engine.Training.Layouts.Estimates;

namespace Cdarts.Engine.Tests.Training.Layouts.Estimates;

public class HalfTimingTests
{
    [Fact]
    public void All_halves_are_measured_and_bytes_are_those_of_the_gradients()
    {
        CdartsSettings settings = TinyRun.Settings;
        using HalfTiming timing = new(settings, classes: 10, imageSize: 32, pictures: 4);
        LayoutCosts costs = timing.Measure(rounds: 1);
        Assert.All([costs.SearchHalf, costs.EvaluationHalf, costs.SearchWeights, costs.EvaluationAlone], seconds => Assert.InRange(seconds, 1e-6, 60));
        Assert.Equal(8 * 3 * 10, costs.ExchangeBytes);
        Assert.All([costs.SearchBytes, costs.EvaluationBytes], bytes => Assert.InRange(bytes, 8 * 1000, 8e6));

        // Stem with its batch norm, and the ensemble parameter; each is followed by a gap of less than 64 bytes.
        int numbers = (3 * 6 * 9) + 12 + 3;
        Assert.InRange(costs.SharedBytes, 8 * numbers, (8 * numbers) + (4 * 64));
    }

    [Fact]
    public void Networks_that_share_nothing_have_no_shared_bytes()
    {
        CdartsSettings settings = TinyRun.Settings;
        settings = settings with { Network = settings.Network with { ShareModules = false, Ensemble = Cdarts.Engine.Networks.EnsembleKind.PerNetwork } };
        using HalfTiming timing = new(settings, 10, 32, 2);
        Assert.Equal(0, timing.Measure(1).SharedBytes);
    }
}
