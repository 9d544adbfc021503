using Cdarts.Contracts.Events;
using Cdarts.Contracts.Grains;
using Cdarts.Contracts.Specification;
using Cdarts.Grains.Coordination;
using Cdarts.Grains.Tests.Fakes;

namespace Cdarts.Grains.Tests.Coordination;

public sealed class RetrainStateMachineTests
{
    private const string A = "a/cpu", Genotype = "{\"found\":1}";

    private static readonly StartCommand Command = new(new() { Task = RunTask.Retrain, Retrain = new() { Genotype = Genotype } }, "hash", "/runs/r");
    private static readonly AlphasSnapshot NoAlphas = new([], "d1");
    private static readonly DerivedTopology Topology = new(0, Genotype, "");

    [Fact]
    public void The_one_phase_is_followed_by_the_results()
    {
        RunStateMachine machine = At(new(0, "Retrain", 2, 1, 0));
        PhaseOrder phase = machine.TakeEffects().OfType<RunEffect.OrderPhase>().Single().Order;
        Assert.Equal(("Retrain", 0, null), (phase.Phase, phase.Cycle, phase.Topology));
        Assert.Equal(new RunCursor(0, "Retrain", 2, 1, 0), machine.Record.Cursor);

        machine.PhaseEnded(Report(new(0, "Retrain", 5, 0, 0)));

        IReadOnlyList<RunEffect> effects = machine.TakeEffects();
        Assert.Equal(Genotype, effects.OfType<RunEffect.OrderComplete>().Single().Order.Topology.GenotypeJson);
        Assert.DoesNotContain(effects, effect => effect is RunEffect.Derive or RunEffect.OrderPhase);
        Assert.Equal(new RunCursor(1, "Completed", 0, 0, 0), machine.Record.Cursor);
    }

    [Fact]
    public void A_completed_retraining_only_completes_again()
    {
        RunStateMachine machine = At(new(1, "Completed", 0, 0, 0));

        Assert.Contains(machine.TakeEffects(), effect => effect is RunEffect.OrderComplete);
        Assert.Equal(RunState.Running, machine.Record.State);
    }

    [Fact]
    public void Figures_are_noted_and_told_and_those_of_another_generation_are_void()
    {
        RunStateMachine machine = At(new(0, "Retrain", 0, 0, 0));
        machine.NetworkKnown(new(Topology, 1, 2, null));
        machine.TakeEffects();
        HeldOutRecord figures = new(0.5, 1.5, 10);

        machine.Measured(0, 3, figures with { Accuracy = 0.1 });
        Assert.Empty(machine.TakeEffects());

        machine.Measured(1, 4, figures);
        IReadOnlyList<RunEffect> effects = machine.TakeEffects();
        Assert.Equal((0, figures), effects.OfType<RunEffect.NoteHeldOut>().Select(note => (note.Cycle, note.Figures)).Single());
        HeldOutMeasured told = Assert.IsType<HeldOutMeasured>(effects.OfType<RunEffect.Publish>().Single().Create(default, default));
        Assert.Equal((4, figures), (told.Cycle, told.Figures));
        Assert.Equal(figures, machine.Status().EvaluationNetwork!.HeldOut);
    }

    [Fact]
    public void A_stop_in_the_last_step_leaves_the_results_to_the_resume()
    {
        RunStateMachine machine = At(new(0, "Retrain", 0, 0, 0));
        machine.Stop(checkpoint: true);
        machine.TakeEffects();

        machine.PhaseEnded(Report(new(0, "Retrain", 5, 0, 0)) with { Stopped = true });

        Assert.Equal((RunState.Stopped, new RunCursor(0, "Retrain", 5, 0, 0)), (machine.Record.State, machine.Record.Cursor));
        Assert.DoesNotContain(machine.TakeEffects(), effect => effect is RunEffect.OrderComplete);
    }

    [Fact]
    public void A_lost_order_to_complete_is_repeated_as_it_was()
    {
        RunStateMachine machine = At(new(1, "Completed", 0, 0, 0));
        CompleteOrder order = machine.TakeEffects().OfType<RunEffect.OrderComplete>().Single().Order;

        machine.StatusSeen(A, new(ReplicaState.Formed, 1, 0, null, null));

        Assert.Equal(order, Assert.IsType<RunEffect.OrderComplete>(Assert.Single(machine.TakeEffects())).Order);
    }

    private static RunStateMachine At(RunCursor next)
    {
        RunStateMachine machine = Machines.Of(new(), 1);
        machine.Start(Command, 0, DateTimeOffset.UnixEpoch);
        machine.Announced(new(A, "cpu", "1"));
        machine.PrepareAnswered(1, [(A, new(ReplicaState.Preparing, 1, 0, null, null))]);
        ReplicaResume resume = new(next, NoAlphas, Topology with { Cycle = next.Cycle }, [], null, 0, []);
        machine.StatusSeen(A, Machines.Status(ReplicaState.Prepared, 1, resume));
        machine.StatusSeen(A, Machines.Status(ReplicaState.Formed, 1, resume));
        Assert.Equal(RunState.Running, machine.Record.State);
        return machine;
    }

    private static PhaseEndReport Report(RunCursor next) => new(A, 1, 1, false, next, NoAlphas, null, null, null);
}
