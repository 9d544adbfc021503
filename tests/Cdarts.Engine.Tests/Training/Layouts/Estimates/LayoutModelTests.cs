using Cdarts.Engine.Training;
using Cdarts.Engine.Training.Layouts.Estimates;

namespace Cdarts.Engine.Tests.Training.Layouts.Estimates;

public class LayoutModelTests
{
    private static readonly LayoutCosts Costs = new(SearchHalf: 2, EvaluationHalf: 3, SearchWeights: 4, EvaluationAlone: 2.5);

    [Fact]
    public void Together_all_is_one_after_the_other()
    {
        LayoutSteps steps = new LayoutModel(Costs, Wire.None).Together(batch: 10, replicas: 3);
        Assert.Equal((4 * 4, 4 * 2.5, 4 * 9), (steps.SearchWarmup, steps.EvaluationWarmup, steps.Joint));
        Assert.Equal((0, 0, 0), (steps.Exchange, steps.SearchIdle, steps.EvaluationIdle));
    }

    [Fact]
    public void Split_the_halves_of_the_first_update_run_at_once_and_a_side_waits_in_warm_ups()
    {
        LayoutSteps steps = new LayoutModel(Costs with { SharedBytes = 4 }, Wire.None).Split(batch: 10, search: 2, evaluation: 1);
        Assert.Equal((5 * 4, 10 * 2.5, (10 * 3) + (5 * 4)), (steps.SearchWarmup, steps.EvaluationWarmup, steps.Joint));
        Assert.Equal(1 - (30.0 / 50), steps.SearchIdle, 1e-12);
        Assert.Equal(1 - (30.0 / 50), steps.EvaluationIdle, 1e-12);
    }

    [Fact]
    public void Where_nothing_is_shared_the_search_side_does_not_wait_for_the_evaluation_side()
    {
        LayoutSteps steps = new LayoutModel(Costs, Wire.None).Split(10, 2, 1);
        Assert.Equal(5 * 6, steps.Joint);
        Assert.Equal((0, 0), (steps.SearchIdle, steps.EvaluationIdle));
    }

    /// <summary>Without messages and with equal slices the split layout can but tie: it does so at the ratio of the costs.</summary>
    [Theory]
    [InlineData(1, 1, 1.0)]
    [InlineData(2, 1, 1.0)]
    [InlineData(1, 2, 1.0)]
    [InlineData(4, 2, 0.5)]
    public void It_ties_at_the_ratio_of_the_costs_and_loses_elsewhere(int search, int evaluation, double factor)
    {
        LayoutModel model = new(Costs.Scaled(factor), Wire.None);
        double together = model.Together(120, search + evaluation).Joint, split = model.Split(120, search, evaluation).Joint;
        Assert.Equal(2, Costs.Ratio);
        Assert.Equal(search == 2 * evaluation, Math.Abs(split - together) < 1e-9);
        Assert.True(split >= together - 1e-9);
    }

    /// <summary>Sums: the bytes of one network over the replicas of one side, those of shared modules over all, and three numbers of K per picture between the sides.</summary>
    [Fact]
    public void Messages_take_what_their_bytes_take()
    {
        LayoutCosts costs = new(0, 0, 0, 0) { SearchBytes = 100, EvaluationBytes = 60, SharedBytes = 8, ExchangeBytes = 3 };
        LayoutModel model = new(costs, new Wire(1, Latency: 0));
        double Sum(double bytes, int ranks) => 2.0 * (ranks - 1) / ranks * bytes;
        Assert.Equal(Sum(68, 4) + Sum(108, 4), model.Together(8, 4).Joint, 1e-9);
        LayoutSteps split = model.Split(8, 2, 2);
        Assert.Equal((4 * 3.0, Sum(60, 2) + Sum(100, 2) + (4 * 3) + (2 * Sum(8, 4))), (split.Exchange, split.Joint));
        Assert.Equal(Sum(100, 2) + Sum(8, 4), split.SearchWarmup);
        Assert.Equal(Sum(60, 2) + Sum(8, 4), split.EvaluationWarmup);
    }

    [Fact]
    public void A_sum_has_a_round_trip_for_every_doubling_of_the_replicas()
    {
        Wire wire = new(1, Latency: 1);
        Assert.Equal((0, 2, 6, 1), (wire.Sum(0, 1), wire.Sum(0, 2), wire.Sum(0, 5), wire.Message(0)));
    }

    [Fact]
    public void A_run_has_the_epochs_of_its_schedule()
    {
        ScheduleSettings schedule = new() { SearchWarmupEpochs = 2, Cycles = 3, EvaluationWarmupEpochs = 4, JointEpochs = 5 };
        Assert.Equal((2 * 1) + (3 * ((4 * 10) + (5 * 100))), new LayoutSteps(1, 10, 100).Run(schedule));
        Assert.Equal(0.64, new LayoutSteps(1, 10, 100).PicturesPerSecond(32));
    }
}
