using Cdarts.Contracts.Events;
using Cdarts.Contracts.Grains;
using Cdarts.Contracts.Specification;
using Cdarts.Grains.Coordination;
using Cdarts.Grains.Tests.Fakes;

namespace Cdarts.Grains.Tests.Coordination;

public sealed class RunMembershipTests
{
    private const string A = "a/cpu", B = "b/cpu", C = "c/cpu";

    private static readonly AlphasSnapshot Alphas = new([0.5], "d1");

    private readonly Machines _cluster = new() { ActiveSilos = 2 };

    [Fact]
    public void A_run_gathers_the_replicas_of_all_silos_but_not_for_ever()
    {
        RunStateMachine machine = Started();
        machine.Announced(Machines.Announcement(A));
        machine.Tick();
        Assert.Equal(RunState.Gathering, machine.Record.State);

        _cluster.Time.Advance(_cluster.Options.GatherWindow);
        machine.Tick();

        Assert.Equal([A], Assert.Single(machine.TakeEffects().OfType<RunEffect.Prepare>()).Replicas);
    }

    [Fact]
    public void With_too_few_replicas_it_waits_and_says_for_what()
    {
        RunStateMachine machine = Started(new() { MinimumReplicas = 2 });
        machine.Announced(Machines.Announcement(A));
        _cluster.Time.Advance(_cluster.Options.GatherWindow);
        machine.Tick();

        Assert.Equal(RunState.Waiting, machine.Record.State);
        Assert.Equal("The run waits for replicas: it needs 2, and 1 have announced themselves.", machine.Status().Reason);
        machine.TakeEffects();
        machine.Tick();
        Assert.Empty(machine.TakeEffects());

        machine.Announced(Machines.Announcement(B));
        Assert.Equal((RunState.Preparing, null), (machine.Record.State, machine.Status().Reason));
    }

    [Fact]
    public void It_takes_no_more_replicas_than_it_may()
    {
        RunStateMachine machine = Started(new() { MaximumReplicas = 1 });
        machine.Announced(Machines.Announcement(B));
        machine.Announced(Machines.Announcement(A));

        Assert.Single(machine.Members);
    }

    [Fact]
    public void A_batch_is_never_shared_by_more_replicas_than_it_has_pictures()
    {
        RunStateMachine machine = _cluster.Create(new());
        machine.Start(new(new() { Data = new() { BatchSize = 1 } }, "hash", "/r"), 2, default);
        machine.Announced(Machines.Announcement(A));
        machine.Announced(Machines.Announcement(B));

        Assert.Equal([A], machine.Members);
    }

    [Fact]
    public void Whoever_holds_the_latest_state_gets_the_low_ranks_and_gives_it_to_the_others()
    {
        RunStateMachine machine = Preparing(A, B, C);
        Prepared(machine, A, Resume(step: 9) with { Lineage = 3 });
        Prepared(machine, B, Resume(step: 4) with { Lineage = 4 });
        Prepared(machine, C, Resume(step: 5) with { Lineage = 4 });

        Assert.Equal([C, A, B], machine.Members);
        Assert.Equal((0, 5), (machine.Group.Source, machine.Group.Resume!.Next.Step));
        Assert.Equal(5, machine.Record.Cursor!.Step);
        Assert.Equal([C, A, B], Assert.Single(machine.TakeEffects().OfType<RunEffect.Join>()).Replicas);
    }

    [Fact]
    public void Replicas_that_hold_the_same_copy_nothing()
    {
        RunStateMachine machine = Preparing(A, B);
        Prepared(machine, A, Resume(step: 4) with { Lineage = 4 });
        Prepared(machine, B, Resume(step: 4) with { Lineage = 4 });

        Assert.Null(machine.Group.Source);
    }

    [Fact]
    public void A_replica_that_sees_other_pictures_is_refused_and_the_others_go_on()
    {
        RunStateMachine machine = Preparing(A, B);
        Prepared(machine, A, Resume() with { Lineage = 1, Data = "x" });
        Prepared(machine, B, Resume() with { Data = "y" });

        Assert.Equal(2, machine.Record.Generation);
        Assert.Equal([A], machine.Members);
        Assert.StartsWith("Replica b/cpu is not taken, since it sees other pictures", Assert.Single(machine.Record.Warnings));
    }

    [Fact]
    public void When_all_see_other_pictures_than_the_run_began_with_it_fails()
    {
        RunStateMachine machine = Running(A);
        machine.GroupLost(new(A, 1, [], "broken", null));
        machine.PrepareAnswered(2, [(A, Machines.Status(ReplicaState.Preparing, 2))]);
        machine.StatusSeen(A, Machines.Status(ReplicaState.Prepared, 2, Resume() with { Data = "others" }));

        Assert.Equal((RunState.Failed, true), (machine.Record.State, machine.Record.FailureExpected));
        Assert.Contains("other pictures under data.path than the run began with", machine.Record.Failure);
    }

    [Fact]
    public void A_lost_replica_is_left_out_at_once_and_named()
    {
        RunStateMachine machine = Running(A, B, C);

        machine.GroupLost(new(A, 1, [1], "Rank 1 reset the connection.", new(0, "Joint", 2, 3, 1)));

        Assert.Equal((2L, RunState.Preparing), (machine.Record.Generation, machine.Record.State));
        Assert.Equal([A, C], machine.Members);
        Assert.Equal(
            "Generation 1 lost b/cpu at cycle 1 Joint epoch 3 step 4 update 2: Rank 1 reset the connection.", Assert.Single(machine.Record.Warnings));
        machine.GroupLost(new(C, 1, [1], "late", null));
        Assert.Equal(2, machine.Record.Generation);
    }

    [Fact]
    public void A_member_whose_silo_is_dead_is_lost_though_nobody_reports_it()
    {
        RunStateMachine machine = Running(A);
        _cluster.Dead.Add(A);

        machine.Tick();

        Assert.Equal((RunState.Gathering, 2L), (machine.Record.State, machine.Record.Generation));
    }

    [Fact]
    public void A_replica_that_comes_opens_the_run_first_and_then_the_group_halts_for_it()
    {
        RunStateMachine machine = Running(A);
        machine.TakeEffects();

        machine.Announced(Machines.Announcement(B));
        machine.Announced(Machines.Announcement(B));
        Assert.Equal(B, Assert.Single(machine.TakeEffects().OfType<RunEffect.OpenReplica>()).Replica);
        Assert.Equal([B], machine.Opening);
        machine.NewcomerSeen(B, Machines.Status(ReplicaState.Opened, 0, Resume()));
        machine.Tick();
        Assert.Empty(machine.TakeEffects());

        _cluster.Time.Advance(_cluster.Options.JoinDebounce);
        machine.Tick();
        machine.Tick();
        RunEffect.YieldReplicas halt = Assert.Single(machine.TakeEffects().OfType<RunEffect.YieldReplicas>());
        Assert.Equal((A, false), (Assert.Single(halt.Replicas), halt.Checkpoint));
        Assert.Equal(1, machine.Record.Generation);

        machine.PhaseEnded(Report(A) with { Stopped = true });
        Assert.Equal((2L, RunState.Preparing), (machine.Record.Generation, machine.Record.State));
        Assert.Equal([A, B], machine.Members);
        Assert.Empty(machine.Record.Warnings);
    }

    [Fact]
    public void A_newcomer_that_cannot_open_the_run_is_refused_once_and_left_alone_for_a_while()
    {
        RunStateMachine machine = Running(A);
        machine.Announced(Machines.Announcement(B));
        machine.NewcomerSeen(B, Machines.Status(ReplicaState.Failed, 0) with { Failure = "No data." });
        machine.TakeEffects();

        machine.Announced(Machines.Announcement(B));
        Assert.Empty(machine.TakeEffects());
        _cluster.Time.Advance(_cluster.Options.Quarantine);
        machine.Announced(Machines.Announcement(B));
        machine.NewcomerSeen(B, Machines.Status(ReplicaState.Failed, 0) with { Failure = "No data." });

        Assert.Equal(["Replica b/cpu cannot join: No data."], machine.Record.Warnings);
        _cluster.Time.Advance(_cluster.Options.Quarantine);
        machine.Announced(Machines.Announcement(B));
        Assert.Empty(machine.Opening);
    }

    [Fact]
    public void A_newcomer_of_another_version_or_with_other_pictures_is_refused_without_halting_anybody()
    {
        RunStateMachine machine = Running(A);

        machine.Announced(Machines.Announcement(B) with { CodeVersion = "0.9" });
        machine.Announced(Machines.Announcement(C));
        machine.NewcomerSeen(C, Machines.Status(ReplicaState.Opened, 0, Resume() with { Data = "others" }));
        _cluster.Time.Advance(TimeSpan.FromMinutes(1));
        machine.Tick();

        Assert.DoesNotContain(machine.TakeEffects(), effect => effect is RunEffect.YieldReplicas);
        Assert.Equal(
            ["Replica b/cpu is not taken, since it runs version 0.9 and this run is coordinated by version 1.",
                "Replica c/cpu is not taken, since it sees other pictures under data.path than the run began with: give every machine the same files."],
            machine.Record.Warnings);
    }

    [Fact]
    public void A_replica_that_leaves_is_waited_for_and_the_last_one_leaves_a_checkpoint()
    {
        RunStateMachine machine = Running(A, B);
        machine.TakeEffects();
        machine.Leave(B);
        Assert.False(Assert.Single(machine.TakeEffects().OfType<RunEffect.YieldReplicas>()).Checkpoint);
        machine.PhaseEnded(Report(A) with { Stopped = true });
        machine.PhaseEnded(Report(B) with { Stopped = true });
        Assert.Equal([A], machine.Members);
        Assert.Equal(2, machine.Record.Generation);

        RunStateMachine last = Running(A);
        last.TakeEffects();
        last.Leave(A);
        Assert.True(Assert.Single(last.TakeEffects().OfType<RunEffect.YieldReplicas>()).Checkpoint);
        last.PhaseEnded(Report(A) with { Stopped = true });
        Assert.Equal(RunState.Gathering, last.Record.State);
    }

    [Fact]
    public void A_pause_keeps_the_replicas_and_a_start_goes_on_with_them_at_once()
    {
        RunStateMachine machine = Running(A, B);
        machine.TakeEffects();
        machine.Pause();
        Assert.True(Assert.Single(machine.TakeEffects().OfType<RunEffect.YieldReplicas>()).Checkpoint);

        machine.PhaseEnded(Report(A) with { Stopped = true });
        machine.PhaseEnded(Report(B) with { Stopped = true });
        Assert.Equal(RunState.Paused, machine.Record.State);
        Assert.DoesNotContain(machine.TakeEffects(), effect => effect is RunEffect.StopReplicas);
        machine.Announced(Machines.Announcement(C));
        machine.Tick();
        Assert.Equal(RunState.Paused, machine.Record.State);

        Assert.Equal(StartOutcome.Started, machine.Start(machine.Record.Start!, 2, default));
        Assert.Equal((RunState.Preparing, 2L), (machine.Record.State, machine.Record.Generation));
        Assert.Equal([A, B], machine.Members);
    }

    [Fact]
    public void A_halt_between_two_phases_needs_no_step()
    {
        RunStateMachine machine = Running(A, B);
        machine.PhaseEnded(Report(A) with { Next = new(0, "DeriveTopology", 0, 0, 0) });
        machine.PhaseEnded(Report(B) with { Next = new(0, "DeriveTopology", 0, 0, 0) });
        machine.Leave(B);
        machine.TakeEffects();

        DerivedTopology topology = new(0, "{}", "d1");
        machine.TopologyDerived(1, topology, new(topology, 1, 2, null));

        Assert.Equal(2, machine.Record.Generation);
        Assert.Equal([A], machine.Members);
        Assert.DoesNotContain(machine.TakeEffects(), effect => effect is RunEffect.OrderPhase);
    }

    [Fact]
    public void A_stop_that_meets_a_broken_group_still_gets_its_checkpoint()
    {
        RunStateMachine machine = Running(A, B);
        machine.Stop(checkpoint: true);
        machine.GroupLost(new(A, 1, [1], "broken", null));
        machine.TakeEffects();
        Form(machine, 2);

        Assert.Equal(RunState.Stopping, machine.Record.State);
        Assert.True(machine.TakeEffects().OfType<RunEffect.StopReplicas>().Single().Checkpoint);
    }

    [Fact]
    public void Generations_without_a_step_end_the_run_with_the_first_cause()
    {
        RunStateMachine machine = Running(A, B);
        machine.GroupLost(new(A, 1, [], "The first cause.", null));
        for (int generation = 2; machine.Record.State != RunState.Failed; generation++)
        {
            Assert.True(generation < 20);
            _cluster.Time.Advance(TimeSpan.FromMinutes(1));
            machine.Tick();
            Form(machine, generation);
            machine.GroupLost(new(A, generation, [], "A later one.", null));
        }

        Assert.Equal(_cluster.Options.RetryBudget + 1, machine.Record.Generation);
        Assert.Contains("the first cause was: Generation 1 broke: The first cause.", machine.Record.Failure);
    }

    [Fact]
    public void A_committed_step_restores_the_budget()
    {
        RunStateMachine machine = Running(A, B);
        for (int generation = 1; generation <= 3 * _cluster.Options.RetryBudget; generation++)
        {
            machine.Progressed(generation, new(new(0, "Joint", 0, 0, 0), 1, 1, 1, 1, 1, null, null, null, null, null, null, 1));
            machine.GroupLost(new(A, generation, [], "broken", null));
            Form(machine, generation + 1);
        }

        Assert.Equal(RunState.Running, machine.Record.State);
    }

    [Fact]
    public void A_peer_that_cannot_be_reached_while_the_group_forms_is_left_out_for_longer_each_time()
    {
        RunStateMachine machine = Preparing(A, B);
        machine.GroupLost(new(A, 1, [1], "Rank 1 cannot be reached.", null));
        machine.Announced(Machines.Announcement(B));
        Assert.Equal([A], machine.Members);

        _cluster.Time.Advance(_cluster.Options.Quarantine);
        Form(machine, 2);
        machine.TakeEffects();
        machine.Announced(Machines.Announcement(B));
        Assert.Single(machine.TakeEffects().OfType<RunEffect.OpenReplica>());
    }

    [Fact]
    public void Storage_that_does_not_take_a_generation_is_waited_for()
    {
        RunStateMachine machine = Preparing(A, B);
        machine.FenceFailed("Redis does not answer.");
        Assert.Equal((RunState.Waiting, "Redis does not answer."), (machine.Record.State, machine.Status().Reason));
        machine.Announced(Machines.Announcement(C));
        Assert.DoesNotContain(machine.TakeEffects(), effect => effect is RunEffect.Prepare);

        _cluster.Time.Advance(_cluster.Options.FenceRetry);
        machine.Tick();

        IReadOnlyList<RunEffect> effects = machine.TakeEffects();
        Assert.IsType<RunEffect.Fence>(effects[0]);
        Assert.IsType<RunEffect.Prepare>(effects[^1]);
    }

    [Fact]
    public void A_coordinator_that_comes_back_asks_those_that_live_at_once()
    {
        RunStateMachine lost = Running(A, B);
        _cluster.Dead.Add(A);
        RunStateMachine machine = _cluster.Create(lost.Record);

        machine.Recover();

        Assert.Equal([B], Assert.Single(machine.TakeEffects().OfType<RunEffect.Prepare>()).Replicas);
    }

    [Fact]
    public void A_failure_that_peers_saw_first_is_explained_by_the_replica_that_had_it()
    {
        RunStateMachine machine = Running(A, B);
        machine.GroupLost(new(A, 1, [1], "Rank 1 left.", null));

        machine.ReplicaFailed(new(B, 1, "The disk is gone.", true));
        machine.Announced(Machines.Announcement(B));

        Assert.Equal("Replica b/cpu failed: The disk is gone.", machine.Record.Warnings[^1]);
        Assert.Equal([A], machine.Members);
    }

    [Fact]
    public void A_failure_that_everyone_would_meet_ends_the_run_although_the_peers_were_the_first_to_tell()
    {
        RunStateMachine machine = Running(A, B, C);
        machine.GroupLost(new(A, 1, [1], "Rank 1 left.", null));

        machine.ReplicaFailed(new(B, 1, "The picture a.jpg is cut off.", true, Shared: true));

        Assert.Equal((RunState.Failed, "The picture a.jpg is cut off."), (machine.Record.State, machine.Record.Failure));
    }

    [Fact]
    public void Watchers_learn_every_warning_and_state()
    {
        RunStateMachine machine = Running(A, B);
        machine.TakeEffects();
        machine.GroupLost(new(A, 1, [1], "Rank 1 left.", null));

        RunEvent[] told = [.. machine.TakeEffects().OfType<RunEffect.Publish>().Select(publish => publish.Create(default, default))];
        Assert.Equal([RunState.Gathering, RunState.Preparing], told.OfType<StateChanged>().Select(change => change.State));
        Assert.Single(told.OfType<WarningRaised>());
    }

    private static ReplicaResume Resume(int step = 0) =>
        new(new(0, "SearchWarmup", 0, step, 0), Alphas, null, [], null, 0, [], 0, "pictures");

    private static PhaseEndReport Report(string replica) => new(replica, 1, 1, false, new(0, "SearchWarmup", 0, 5, 0), Alphas, null, null, null);

    private static void Prepared(RunStateMachine machine, string replica, ReplicaResume resume) =>
        machine.StatusSeen(replica, Machines.Status(ReplicaState.Prepared, machine.Record.Generation, resume));

    private static void Form(RunStateMachine machine, long generation)
    {
        machine.PrepareAnswered(generation, [.. machine.Members.Select(m => (m, (ReplicaStatus?)Machines.Status(ReplicaState.Preparing, generation)))]);
        foreach (ReplicaState state in new[] { ReplicaState.Prepared, ReplicaState.Formed })
        {
            foreach (string replica in machine.Members)
            {
                machine.StatusSeen(replica, Machines.Status(state, generation, Resume()));
            }
        }
    }

    private RunStateMachine Started(ClusterSpec? wanted = null)
    {
        RunStateMachine machine = _cluster.Create(new());
        machine.Start(new(new() { Cluster = wanted ?? new() }, "hash", "/runs/r"), 2, DateTimeOffset.UnixEpoch);
        return machine;
    }

    private RunStateMachine Preparing(params string[] replicas)
    {
        _cluster.ActiveSilos = replicas.Length;
        RunStateMachine machine = Started();
        foreach (string replica in replicas)
        {
            machine.Announced(Machines.Announcement(replica));
        }

        machine.PrepareAnswered(1, [.. machine.Members.Select(m => (m, (ReplicaStatus?)Machines.Status(ReplicaState.Preparing, 1)))]);
        machine.TakeEffects();
        return machine;
    }

    private RunStateMachine Running(params string[] replicas)
    {
        RunStateMachine machine = Preparing(replicas);
        Form(machine, 1);
        Assert.Equal(RunState.Running, machine.Record.State);
        return machine;
    }
}
