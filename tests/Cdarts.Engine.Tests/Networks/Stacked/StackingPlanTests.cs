using Cdarts.Engine.Checkpoints;
using Cdarts.Engine.Networks;
using Cdarts.Engine.Networks.Stacked;
using Cdarts.Engine.Tests.Training;
using Cdarts.Engine.Training;
using Cdarts.Engine.Training.Sessions;

namespace Cdarts.Engine.Tests.Networks.Stacked;

public class StackingPlanTests
{
    /// <summary>Three cells of 2 channels: a normal one, and two reduction cells that halve the size.</summary>
    private static readonly StackingShape[] Shapes = [new(2, 32, 1), new(4, 32, 2), new(4, 16, 1), new(8, 16, 2), new(8, 8, 1)];

    [Fact]
    public void A_network_has_one_shape_for_each_width_size_and_stride() =>
        Assert.Equal(Shapes, StackedSearchNetworkTests.Build(StackedRun.Settings.Network).StackingShapes);

    [Fact]
    public void A_pinned_choice_is_used_and_not_measured()
    {
        using CdartsTrainer trainer = TinyRun.Trainer(StackedRun.With(StackingChoice.Multiplier));
        StackingPlan pinned = trainer.State.Search.Stacking!;
        TinyRun.Steps(trainer, 1);

        Assert.Equal(Shapes.Select(shape => new StackingEntry(shape, StackingKind.Multiplier)), pinned.Entries);
        Assert.Same(pinned, trainer.State.Search.Stacking);
    }

    [Fact]
    public void Left_open_it_is_chosen_before_the_first_step_once()
    {
        using CdartsTrainer trainer = TinyRun.Trainer(StackedRun.Settings);
        Assert.Null(trainer.State.Search.Stacking);
        TinyRun.Steps(trainer, 1);
        StackingPlan chosen = trainer.State.Search.Stacking!;
        TinyRun.Steps(trainer, 1);

        Assert.Equal(Shapes, chosen.Entries.Select(entry => entry.Shape));
        Assert.Same(chosen, trainer.State.Search.Stacking);
    }

    [Fact]
    public void A_resumed_run_keeps_the_choice_in_its_checkpoint_and_goes_on_bit_for_bit()
    {
        using CdartsTrainer trainer = TinyRun.Trainer(StackedRun.Settings), restored = TinyRun.Trainer(StackedRun.Settings);
        StackingKind[] kinds = [StackingKind.Dense, StackingKind.Multiplier, StackingKind.Grouped, StackingKind.Dense, StackingKind.Multiplier];
        StackingPlan plan = new([.. Shapes.Zip(kinds, (shape, kind) => new StackingEntry(shape, kind))]);
        trainer.State.Search.Use(plan);
        TinyRun.Steps(trainer, 1);
        CheckpointContent taken = TinyRun.State(trainer);
        TrainerSnapshot.Restore(restored, TinyRun.Read(taken));

        Assert.Equal(plan.Entries, restored.State.Search.Stacking!.Entries);
        Assert.Contains("\"kind\":\"Multiplier\"", taken.State.GetRawText());
        Assert.Equal(TinyRun.Steps(trainer, 3), TinyRun.Steps(restored, 3));
        TinyRun.AssertSame(TinyRun.State(trainer), TinyRun.State(restored));
    }

    [Fact]
    public void A_checkpoint_from_before_the_first_step_leaves_the_choice_open()
    {
        using CdartsTrainer trainer = TinyRun.Trainer(StackedRun.Settings), restored = TinyRun.Trainer(StackedRun.Settings);
        TrainerSnapshot.Restore(restored, TinyRun.Read(TinyRun.State(trainer)));

        Assert.Null(restored.State.Search.Stacking);
    }

    [Fact]
    public void A_plan_of_another_network_is_refused()
    {
        SearchNetwork network = StackedSearchNetworkTests.Build(StackedRun.Settings.Network);

        Assert.Equal(
            "The stacking plan does not say how to compute 2 channels of size 32 with stride 1: it belongs to another network; start a new run.",
            Assert.Throws<CdartsException>(() => network.Use(StackingPlan.Uniform(Shapes[1..], StackingKind.Dense))).Message);
        Assert.Null(network.Stacking);
    }
}
