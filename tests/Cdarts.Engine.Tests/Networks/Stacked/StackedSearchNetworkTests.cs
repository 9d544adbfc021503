using Cdarts.Engine.Checkpoints;
using Cdarts.Engine.Networks;
using Cdarts.Engine.Networks.Stacked;
using Cdarts.Engine.Tests.Training;
using Cdarts.Engine.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace Cdarts.Engine.Tests.Networks.Stacked;

public class StackedSearchNetworkTests
{
    [Theory]
    [InlineData(StackingChoice.Grouped)]
    [InlineData(StackingChoice.Multiplier)]
    [InlineData(StackingChoice.Dense)]
    public void Golden_logits_and_gradients(StackingChoice stacking) =>
        GoldenNetworkTests.CheckSearchNetwork(wide: true, new NetworkSettings { Form = NetworkForm.Straight, Stacking = stacking, StackAnywhere = true });

    /// <summary>Through every phase, with the flat buffers, the alphas' update and a change of topology.</summary>
    [Fact]
    public void A_run_is_that_of_the_straight_network_but_for_rounding()
    {
        // One each of search warm-up, evaluation warm-up, joint, evaluation warm-up, joint.
        const int Steps = 5;
        static CdartsSettings Short(CdartsSettings settings) => settings with { Schedule = settings.Schedule with { StepsPerEpoch = 1 } };
        using DisposeScope scope = NewDisposeScope();
        using CdartsTrainer straight = TinyRun.Trainer(
            Short(TinyRun.Settings with { Network = TinyRun.Settings.Network with { Form = NetworkForm.Straight } }));
        CheckpointContent start = TinyRun.State(straight);
        TinyRun.Steps(straight, Steps);
        Assert.Equal(2, straight.History.Count);
        foreach (StackingChoice choice in (StackingChoice[])[StackingChoice.Grouped, StackingChoice.Multiplier, StackingChoice.Dense])
        {
            using CdartsTrainer stacked = TinyRun.Trainer(Short(StackedRun.With(choice)));
            Assert.Equal(0, StackedRun.Deviation(start, TinyRun.State(stacked)).Deviation);
            TinyRun.Steps(stacked, Steps);

            Assert.Equal(straight.History.Select(record => record.GenotypeJson), stacked.History.Select(record => record.GenotypeJson));
            (double deviation, string name) = StackedRun.Deviation(TinyRun.State(straight), TinyRun.State(stacked));
            Assert.True(deviation < 1e-8, $"{choice}, {name}: {deviation:E2}");
            Assert.True(StackedRun.Deviation(start, TinyRun.State(stacked)).Deviation > 1e-2);
        }
    }

    [Fact]
    public void Steps_and_rebuilds_leave_no_tensor()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        using CdartsTrainer trainer = TinyRun.TrainerWith(StackedRun.With(StackingChoice.Dense), TinyRun.Only(3));
        List<long> tensors = [];
        for (int cycle = 0; cycle < 3; cycle++)
        {
            trainer.RebuildEvaluationNetwork(cycle % 2, TinyRun.Only(3));
            TinyRun.Steps(trainer, 3);
            tensors.Add(Tensor.TotalCount);
        }

        Assert.Equal(tensors[1], tensors[2]);
    }

    [Theory]
    [InlineData(NetworkForm.Fast)]
    [InlineData(NetworkForm.Straight)]
    public void On_a_CPU_nothing_is_stacked(NetworkForm form)
    {
        SearchNetwork network = Build(TinyRun.Settings.Network with { Form = form });

        Assert.Empty(network.StackingShapes);
        network.Use(new StackingPlan([]));
        Assert.Null(network.Stacking);
    }

    [Fact]
    public void Stacking_is_refused_for_the_straight_form() => Assert.Equal(
        "network.stacking is dense, but network.form is straight: leave it auto, or use network.form fast.",
        Assert.Throws<CdartsException>(() => Build(TinyRun.Settings.Network with { Form = NetworkForm.Straight, Stacking = StackingChoice.Dense })).Message);

    internal static SearchNetwork Build(NetworkSettings settings) => CdartsNetworks.Build(settings, 3, 32, seed: 0).Search;
}
