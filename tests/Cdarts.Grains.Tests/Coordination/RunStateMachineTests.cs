using Cdarts.Contracts.Events;
using Cdarts.Contracts.Grains;
using Cdarts.Grains.Coordination;
using Cdarts.Grains.Tests.Fakes;

namespace Cdarts.Grains.Tests.Coordination;

public sealed class RunStateMachineTests
{
    private const string A = "a/cpu";
    private const string B = "b/cpu";

    private static readonly StartCommand Command = new(new(), "hash", "/runs/r");
    private static readonly AlphasSnapshot Alphas = new([0.5], "d1");

    [Fact]
    public void A_generation_is_fenced_before_anything_is_commanded()
    {
        RunStateMachine machine = Machines.Of(new() { Generation = 4 }, 1);
        machine.Start(Command, 2, DateTimeOffset.UnixEpoch);
        machine.Announced(new(A, "cpu", "1"));

        IReadOnlyList<RunEffect> effects = machine.TakeEffects();

        Assert.Equal((RunState.Preparing, 5L), (machine.Record.State, machine.Record.Generation));
        Assert.IsType<RunEffect.Fence>(effects[0]);
        Assert.IsType<RunEffect.Prepare>(effects[^1]);
        Assert.Empty(machine.TakeEffects());
    }

    [Fact]
    public void A_group_waits_for_enough_replicas_and_ranks_them_by_key()
    {
        RunStateMachine machine = Started(2);
        machine.Announced(new(B, "cpu", "1"));
        machine.Announced(new(B, "cpu", "1"));
        Assert.Equal(RunState.Gathering, machine.Record.State);

        machine.Announced(new(A, "cpu", "1"));

        Assert.Equal([A, B], machine.TakeEffects().OfType<RunEffect.Prepare>().Single().Replicas);
    }

    [Fact]
    public void A_replica_without_answer_costs_a_generation_and_is_left_out_until_it_announces_itself()
    {
        RunStateMachine machine = Preparing(A, B);

        machine.PrepareAnswered(1, [(A, Status(ReplicaState.Preparing, 1)), (B, null)]);

        Assert.Equal((RunState.Gathering, 2L), (machine.Record.State, machine.Record.Generation));
        machine.Announced(new(B, "cpu", "1"));
        Assert.Equal(RunState.Preparing, machine.Record.State);
    }

    [Fact]
    public void Replicas_that_are_busy_cost_nothing()
    {
        RunStateMachine machine = Preparing(A);

        machine.PrepareAnswered(1, [(A, Status(ReplicaState.Busy, 0))]);

        Assert.Equal((RunState.Gathering, 1L), (machine.Record.State, machine.Record.Generation));
    }

    [Fact]
    public void A_replica_of_a_later_generation_is_overtaken()
    {
        RunStateMachine machine = Preparing(A);

        machine.PrepareAnswered(1, [(A, Status(ReplicaState.RefusedGeneration, 8))]);

        Assert.Equal(9, machine.Record.Generation);
        Assert.IsType<RunEffect.Fence>(machine.TakeEffects()[0]);
    }

    [Fact]
    public void A_folder_of_a_later_generation_is_overtaken_before_the_group_forms()
    {
        RunStateMachine machine = Preparing(A);

        machine.StatusSeen(A, Status(ReplicaState.Prepared, 1, Resume("SearchWarmup", 0) with { Generation = 1 }));

        Assert.Equal(2, machine.Record.Generation);
        Assert.DoesNotContain(machine.TakeEffects(), e => e is RunEffect.Join);
    }

    [Fact]
    public void A_join_that_got_lost_is_repeated()
    {
        RunStateMachine machine = Preparing(A);
        machine.StatusSeen(A, Status(ReplicaState.Prepared, 1, Resume("SearchWarmup", 0)));
        Assert.Single(machine.TakeEffects().OfType<RunEffect.Join>());

        machine.StatusSeen(A, Status(ReplicaState.Prepared, 1, Resume("SearchWarmup", 0)));

        Assert.IsType<RunEffect.Join>(Assert.Single(machine.TakeEffects()));
    }

    [Fact]
    public void An_order_that_got_lost_is_repeated_as_it_was()
    {
        RunStateMachine machine = Running(A);
        PhaseOrder order = machine.TakeEffects().OfType<RunEffect.OrderPhase>().Single().Order;

        machine.StatusSeen(A, Status(ReplicaState.Formed, 1));

        Assert.Equal(order, Assert.IsType<RunEffect.OrderPhase>(Assert.Single(machine.TakeEffects())).Order);
    }

    [Fact]
    public void A_member_that_lost_its_session_costs_a_generation_and_a_warning()
    {
        RunStateMachine machine = Running(A);

        machine.StatusSeen(A, Status(ReplicaState.Idle, 0));

        Assert.Equal((RunState.Gathering, 2L), (machine.Record.State, machine.Record.Generation));
        Assert.Contains("a/cpu lost its part", Assert.Single(machine.Record.Warnings));
    }

    [Fact]
    public void A_member_that_rests_after_its_last_report_is_not_lost()
    {
        RunStateMachine machine = Running(A, B);
        machine.PhaseEnded(Report(A));

        machine.StatusSeen(A, Status(ReplicaState.Idle, 1, order: 1));

        Assert.Equal((RunState.Running, 1L), (machine.Record.State, machine.Record.Generation));
    }

    [Fact]
    public void Reports_of_other_generations_orders_and_replicas_are_void_and_repeated_ones_count_once()
    {
        RunStateMachine machine = Running(A, B);
        machine.TakeEffects();

        machine.PhaseEnded(Report(A));
        machine.PhaseEnded(Report(A));
        machine.PhaseEnded(Report(B) with { Generation = 0 });
        machine.PhaseEnded(Report(B) with { Order = 0 });
        machine.PhaseEnded(Report(B) with { Order = 2 });
        machine.PhaseEnded(Report("c/cpu"));
        Assert.Empty(machine.TakeEffects());

        machine.PhaseEnded(Report(B));
        Assert.Equal((0, false), machine.TakeEffects().OfType<RunEffect.Derive>().Select(d => (d.Cycle, d.Final)).Single());
    }

    [Fact]
    public void A_failure_of_another_generation_is_void()
    {
        RunStateMachine machine = Running(A);

        machine.ReplicaFailed(new(A, 0, "old", true));
        Assert.Equal(RunState.Running, machine.Record.State);

        machine.ReplicaFailed(new(A, 1, "new", false));
        Assert.Equal((RunState.Failed, "new", false), (machine.Record.State, machine.Record.Failure, machine.Record.FailureExpected));
    }

    [Fact]
    public void A_checkpoint_of_another_generation_is_void()
    {
        RunStateMachine machine = Running(A);
        CheckpointRecord checkpoint = new("c", new(0, "SearchWarmup", 0, 3, 0), DateTimeOffset.UnixEpoch, 1);

        machine.Checkpointed(0, checkpoint);
        Assert.Null(machine.Record.Checkpoint);

        machine.Checkpointed(1, checkpoint);
        Assert.Equal((checkpoint, checkpoint.Next), (machine.Record.Checkpoint, machine.Record.Cursor));
    }

    [Fact]
    public void A_joint_phase_without_its_topology_ends_the_run()
    {
        RunStateMachine machine = Preparing(A);

        Form(machine, Resume("Joint", 1));

        Assert.Equal((RunState.Failed, true), (machine.Record.State, machine.Record.FailureExpected));
        Assert.Contains("cycle 2 Joint epoch 1 step 1 but holds no topology", machine.Record.Failure);
    }

    [Fact]
    public void A_stop_before_training_ends_at_once()
    {
        RunStateMachine machine = Started(1);

        machine.Stop(checkpoint: true);

        Assert.Equal(RunState.Stopped, machine.Record.State);
        Assert.Contains(machine.TakeEffects(), e => e is RunEffect.Persist);
    }

    [Fact]
    public void A_stop_is_remembered_by_a_coordinator_that_comes_back()
    {
        RunStateMachine machine = Running(A);
        machine.Stop(checkpoint: true);
        Assert.Equal((RunState.Stopping, DesiredState.Stopped), (machine.Record.State, machine.Record.Desired));

        RunStateMachine next = Machines.Of(machine.Record, 1);
        next.Recover();

        Assert.Equal(RunState.Stopped, next.Record.State);
        Assert.Equal(StartOutcome.Started, next.Start(Command, 2, DateTimeOffset.UnixEpoch));
        Assert.Equal((RunState.Gathering, DesiredState.Running, 2L), (next.Record.State, next.Record.Desired, next.Record.Generation));
    }

    [Fact]
    public void A_stop_ends_also_when_the_phase_completed_or_the_replica_is_gone()
    {
        RunStateMachine completed = Running(A);
        completed.Stop(checkpoint: true);
        completed.PhaseEnded(Report(A));
        RunStateMachine gone = Running(A);
        gone.Stop(checkpoint: true);
        gone.StatusSeen(A, Status(ReplicaState.Idle, 0));

        Assert.Equal(RunState.Stopped, completed.Record.State);
        Assert.Equal(RunState.Stopped, gone.Record.State);
    }

    [Fact]
    public void A_second_stop_can_give_the_checkpoint_up_but_not_ask_for_it_again()
    {
        RunStateMachine machine = Running(A);
        machine.TakeEffects();

        machine.Stop(checkpoint: true);
        machine.Stop(checkpoint: false);
        machine.Stop(checkpoint: true);

        Assert.Equal([true, false, false], machine.TakeEffects().OfType<RunEffect.StopReplicas>().Select(s => s.Checkpoint));
    }

    [Fact]
    public void A_recovered_run_answers_the_first_start_without_beginning_again()
    {
        RunStateMachine machine = Recovered();

        Assert.Equal(StartOutcome.Started, machine.Start(Command, 2, DateTimeOffset.UnixEpoch));
        Assert.Equal(2, machine.Record.Generation);
        Assert.Equal(StartOutcome.AlreadyRunning, machine.Start(Command, 2, DateTimeOffset.UnixEpoch));
    }

    [Fact]
    public void A_recovered_run_that_moved_begins_again_in_its_new_folder()
    {
        RunStateMachine machine = Recovered();

        machine.Start(Command with { RunFolder = "/elsewhere" }, 2, DateTimeOffset.UnixEpoch);

        Assert.Equal((3L, "/elsewhere"), (machine.Record.Generation, machine.Record.Start!.RunFolder));
    }

    [Fact]
    public void The_end_is_the_last_thing_that_watchers_are_told()
    {
        RunStateMachine machine = Running(A);
        machine.TakeEffects();

        machine.Fail("why", expected: true);

        RunEffect.Publish last = Assert.IsType<RunEffect.Publish>(machine.TakeEffects()[^1]);
        Assert.Equal("why", Assert.IsType<RunEnded>(last.Create(default, default)).Status.Failure);
    }

    private static RunStateMachine Started(int minimum)
    {
        RunStateMachine machine = Machines.Of(new(), minimum);
        machine.Start(Command, 2, DateTimeOffset.UnixEpoch);
        return machine;
    }

    private static RunStateMachine Preparing(params string[] replicas)
    {
        RunStateMachine machine = Started(replicas.Length);
        foreach (string replica in replicas)
        {
            machine.Announced(new(replica, "cpu", "1"));
        }

        machine.TakeEffects();
        return machine;
    }

    private static RunStateMachine Running(params string[] replicas)
    {
        RunStateMachine machine = Preparing(replicas);
        Form(machine, Resume("SearchWarmup", 0));
        Assert.Equal(RunState.Running, machine.Record.State);
        return machine;
    }

    private static RunStateMachine Recovered()
    {
        RunStateMachine machine = Machines.Of(Running(A).Record, 1);
        machine.Recover();
        Assert.Equal((RunState.Preparing, 2L), (machine.Record.State, machine.Record.Generation));
        return machine;
    }

    private static void Form(RunStateMachine machine, ReplicaResume resume)
    {
        machine.PrepareAnswered(1, [.. machine.Members.Select(m => (m, (ReplicaStatus?)Status(ReplicaState.Preparing, 1)))]);
        foreach (ReplicaState state in new[] { ReplicaState.Prepared, ReplicaState.Formed })
        {
            foreach (string replica in machine.Members)
            {
                machine.StatusSeen(replica, Status(state, 1, resume));
            }
        }
    }

    private static ReplicaStatus Status(ReplicaState state, long generation, ReplicaResume? resume = null, int order = 0) =>
        Machines.Status(state, generation, resume, order);

    private static ReplicaResume Resume(string phase, int cycle) => new(new(cycle, phase, 0, 0, 0), Alphas, null, [], null, 0, []);

    private static PhaseEndReport Report(string replica) =>
        new(replica, 1, 1, false, new(0, "DeriveTopology", 0, 0, 0), Alphas, null, null, null);
}
