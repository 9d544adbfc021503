using Cdarts.Contracts.Events;
using Cdarts.Contracts.Grains;
using Cdarts.Engine;
using Cdarts.Engine.Training;
using Cdarts.Engine.Training.Sessions;
using Cdarts.Grains.Coordination;
using Cdarts.Grains.Tests.Fakes;
using Orleans.Core.Internal;

namespace Cdarts.Grains.Tests.Coordination;

public sealed class CoordinatorGrainTests(OneReplica cluster) : IClassFixture<OneReplica>
{
    [Fact]
    public async Task A_run_passes_through_all_phases_in_order()
    {
        using TestRun run = cluster.NewRun();

        RunStatus status = await run.RunToEndAsync();

        Assert.Equal(RunState.Completed, status.State);
        Assert.Equal(
            [
                "open", "join g1 world1", "SearchWarmup 0", "EvaluationWarmup 0 {\"from\":1}", "Joint 0 {\"from\":1}", "EvaluationWarmup 1 {\"from\":3}",
                "Joint 1 {\"from\":3}", "Complete {\"from\":5}", "close",
            ],
            run.Fake.Journal);
        Assert.Equal("{\"from\":5}", status.Outcome!.GenotypeJson);
        Assert.Equal("g1-2-Completed-0", status.Checkpoint!.Name);
        Assert.Equal([0, 1, 2], (await run.Search.History()).Select(t => t.Cycle));
        EvaluationNetworkDescription network = (await run.Evaluation.Describe())!;
        Assert.Equal((1, 10L, 7L, 1.25), (network.Topology.Cycle, network.Parameters, network.MultiplyAdds, network.HeldOut!.Accuracy));
        Assert.Equal(network, status.EvaluationNetwork);
        Assert.Single(run.Fake.Threads.Distinct());
        Assert.StartsWith("cdarts training cpu", run.Fake.Threads.First());
        Assert.Empty(Directory.GetFiles(run.Folder));
    }

    [Fact]
    public async Task A_watcher_sees_a_snapshot_and_then_everything_in_order()
    {
        using TestRun run = cluster.NewRun(new() { Gate = (TrainingPhase.SearchWarmup, 0) });
        await run.Coordinator.Start(run.Command);
        await run.Fake.GateReached.Task.WaitAsync(run.Patience);

        Task<List<RunEvent>> watching = run.WatchToEndAsync();
        await run.WaitForAsync<RunSnapshot>(_ => true);
        run.Fake.GateOpen.Set();
        List<RunEvent> events = await watching;

        Assert.Equal(RunState.Running, Assert.IsType<RunSnapshot>(events[0]).Status.State);
        Assert.IsType<RunEnded>(events[^1]);
        List<long> numbers = [.. events.Skip(1).Where(e => e is not Heartbeat).Select(e => e.Position.Number)];
        Assert.Equal(numbers.Order().Distinct(), numbers);
        Assert.Equal(
            ["DeriveTopology 0", "EvaluationWarmup 0", "Joint 0", "DeriveTopology 1", "EvaluationWarmup 1", "Joint 1", "DeriveTopology 2", "Completed 2"],
            events.OfType<PhaseStarted>().Select(p => $"{p.Cursor.Phase} {p.Cursor.Cycle}"));
        Assert.Equal([0, 1], events.OfType<TopologyAdopted>().Select(t => t.Network.Topology.Cycle));
        Assert.Equal([0.25, 1.25], events.OfType<HeldOutMeasured>().Select(h => h.Figures.Accuracy));
        Assert.NotEmpty(events.OfType<ProgressMade>());
        Assert.Equal(5, events.OfType<CheckpointWritten>().Count());
    }

    [Fact]
    public async Task A_watcher_that_comes_back_gets_what_it_missed_and_one_that_comes_late_gets_the_end()
    {
        using TestRun run = cluster.NewRun();
        await run.RunToEndAsync();
        List<RunEvent> late = await run.WatchToEndAsync();

        List<RunEvent> missed = await run.WatchToEndAsync(new EventPosition(1, 3));

        Assert.Equal([typeof(RunSnapshot), typeof(RunEnded)], late.Select(e => e.GetType()));
        Assert.Equal(4, missed[0].Position.Number);
        Assert.Equal(late[^1].Position, missed[^1].Position);
        Assert.Equal(late[^1].Position.Number - 3, missed.Count);
    }

    [Theory]
    [InlineData(TrainingPhase.SearchWarmup, 0)]
    [InlineData(TrainingPhase.EvaluationWarmup, 1)]
    [InlineData(TrainingPhase.Joint, 0)]
    public async Task A_stopped_run_has_a_checkpoint_and_goes_on_where_it_stood(TrainingPhase phase, int cycle)
    {
        using TestRun run = cluster.NewRun(new() { Gate = (phase, cycle) });
        await run.Coordinator.Start(run.Command);
        await run.Fake.GateReached.Task.WaitAsync(run.Patience);

        await run.Coordinator.Stop(checkpoint: true);
        RunStatus stopped = Assert.IsType<RunEnded>((await run.WatchToEndAsync())[^1]).Status;
        await run.Coordinator.Stop(checkpoint: true);
        List<string> before = [.. run.Phases];
        run.Fake.Gate = null;
        RunStatus end = await run.RunToEndAsync();

        Assert.Equal(RunState.Stopped, stopped.State);
        Assert.Equal(new RunCursor(cycle, phase.ToString(), 0, 1, 0), stopped.Checkpoint!.Next);
        Assert.Equal((RunState.Completed, 2L), (end.State, end.Generation));
        Assert.Equal(before[^1], run.Phases.ElementAt(before.Count));
        Assert.Equal("{\"from\":5}", end.Outcome!.GenotypeJson);
        Assert.Equal(7, run.Phases.Count());
        run.Fake.AllClosed.Wait(run.Patience);
    }

    [Fact]
    public async Task A_stop_without_checkpoint_writes_none()
    {
        using TestRun run = cluster.NewRun(new() { Gate = (TrainingPhase.SearchWarmup, 0) });
        await run.Coordinator.Start(run.Command);
        await run.Fake.GateReached.Task.WaitAsync(run.Patience);

        await run.Coordinator.Stop(checkpoint: false);

        RunStatus stopped = Assert.IsType<RunEnded>((await run.WatchToEndAsync())[^1]).Status;
        Assert.Equal((RunState.Stopped, null), (stopped.State, stopped.Checkpoint));
    }

    [Theory]
    [InlineData(TrainingPhase.DeriveTopology, 1, "EvaluationWarmup 1 {\"from\":3}")]
    [InlineData(TrainingPhase.EvaluationWarmup, 1, "EvaluationWarmup 1 {\"from\":2}")]
    [InlineData(TrainingPhase.Joint, 1, "Joint 1 {\"from\":2}")]
    [InlineData(TrainingPhase.Completed, 2, "Complete {\"from\":3}")]
    public async Task A_resume_point_without_grain_state_is_the_truth(TrainingPhase phase, int cycle, string first)
    {
        FakeRun fake = new();
        TopologyRecord[] history = [new(0, "{\"from\":1}", "d1"), new(1, "{\"from\":2}", "d2")];
        TopologyRecord[] known = phase == TrainingPhase.DeriveTopology ? history[..1] : history;
        fake.Checkpoints[0] = new(new(cycle, phase, 0, 0, 0), 41, 3, known[^1].GenotypeJson, known, "g41") { Warnings = ["Checkpoint g42 is damaged."] };
        using TestRun run = cluster.NewRun(fake);

        RunStatus end = await run.RunToEndAsync();

        Assert.Equal((RunState.Completed, 42L), (end.State, end.Generation));
        Assert.Equal(first, run.Phases.First());
        Assert.Equal(["Checkpoint g42 is damaged."], end.Warnings);
        Assert.Equal("{\"from\":1}", (await run.Search.History())[0].GenotypeJson);
    }

    [Fact]
    public async Task A_second_start_does_nothing_and_a_completed_run_says_so()
    {
        using TestRun run = cluster.NewRun(new() { Gate = (TrainingPhase.SearchWarmup, 0) });
        await run.Coordinator.Start(run.Command);
        await run.Fake.GateReached.Task.WaitAsync(run.Patience);

        Assert.Equal(StartOutcome.AlreadyRunning, await run.Coordinator.Start(run.Command));
        run.Fake.GateOpen.Set();
        await run.WatchToEndAsync();
        Assert.Equal(StartOutcome.AlreadyCompleted, await run.Coordinator.Start(run.Command));
        Assert.Equal(6, run.Phases.Count());
    }

    [Fact]
    public async Task An_expected_failure_ends_the_run_with_its_sentence_and_a_start_tries_again()
    {
        using TestRun run = cluster.NewRun(new()
        {
            FailAt = (c, _) => c.Phase == TrainingPhase.Joint ? new NonFiniteLossException(new(0, TrainingPhase.Joint, 0, 2, 1), "evaluation loss") : null,
        });

        RunStatus failed = await run.RunToEndAsync();

        Assert.Equal((RunState.Failed, true), (failed.State, failed.FailureExpected));
        Assert.StartsWith("The evaluation loss is not finite at cycle 1 Joint epoch 1 step 3 update 2", failed.Failure);
        run.Fake.AllClosed.Wait(run.Patience);
        run.Fake.FailAt = (_, _) => null;
        RunStatus end = await run.RunToEndAsync();
        Assert.Equal((RunState.Completed, null), (end.State, end.Failure));
    }

    [Fact]
    public async Task A_bug_ends_the_run_as_unexpected()
    {
        using TestRun run = cluster.NewRun(new() { FailAt = (_, _) => new InvalidOperationException("oops") });

        RunStatus failed = await run.RunToEndAsync();

        Assert.Equal((RunState.Failed, false, "InvalidOperationException: oops"), (failed.State, failed.FailureExpected, failed.Failure));
    }

    [Fact]
    public async Task A_run_that_cannot_be_opened_fails_with_the_sentence()
    {
        using TestRun run = cluster.NewRun(new() { FailOpen = new CdartsException("The data is not there.") });

        RunStatus failed = await run.RunToEndAsync();

        Assert.Equal((RunState.Failed, true, "The data is not there."), (failed.State, failed.FailureExpected, failed.Failure));
    }

    [Fact]
    public async Task An_impossible_specification_fails_before_anything_is_opened()
    {
        using TestRun run = cluster.NewRun();
        await run.Coordinator.Start(run.Command with { Spec = new() { Seed = -1 } });

        RunStatus failed = Assert.IsType<RunEnded>((await run.WatchToEndAsync())[^1]).Status;

        Assert.Equal("The seed must not be negative.", failed.Failure);
        Assert.Empty(run.Fake.Journal);
    }

    [Fact]
    public async Task A_folder_that_cannot_be_written_fails_with_one_sentence()
    {
        using TestRun run = cluster.NewRun();
        await run.Coordinator.Start(run.Command with { RunFolder = "/nonexistent/run" });

        RunStatus failed = Assert.IsType<RunEnded>((await run.WatchToEndAsync())[^1]).Status;

        Assert.StartsWith("The run folder /nonexistent/run cannot be written", failed.Failure);
    }

    [Fact]
    public async Task A_lost_replica_activation_loses_nothing()
    {
        using TestRun run = cluster.NewRun(new() { Gate = (TrainingPhase.Joint, 0) });
        await run.Coordinator.Start(run.Command);
        await run.Fake.GateReached.Task.WaitAsync(run.Patience);
        string replica = Assert.Single((await run.Coordinator.Status()).Members);

        await cluster.Grains.GetGrain<IReplicaGrain>(replica).Cast<IGrainManagementExtension>().DeactivateOnIdle();
        ReplicaStatus status = await cluster.Grains.GetGrain<IReplicaGrain>(replica).Status(run.Name);
        run.Fake.GateOpen.Set();
        RunStatus end = Assert.IsType<RunEnded>((await run.WatchToEndAsync())[^1]).Status;

        Assert.Equal((ReplicaState.Running, 1L), (status.State, status.Generation));
        Assert.Equal((RunState.Completed, 1L), (end.State, end.Generation));
    }

    [Fact]
    public async Task A_lost_coordinator_goes_on_by_itself_with_the_next_generation()
    {
        using TestRun run = cluster.NewRun(new() { Gate = (TrainingPhase.Joint, 0) });
        await run.Coordinator.Start(run.Command);
        await run.Fake.GateReached.Task.WaitAsync(run.Patience);

        run.Fake.Gate = null;
        await run.Coordinator.Cast<IGrainManagementExtension>().DeactivateOnIdle();
        RunStatus end = Assert.IsType<RunEnded>((await run.WatchToEndAsync())[^1]).Status;

        Assert.Equal((RunState.Completed, 2L), (end.State, end.Generation));
        Assert.Equal(["open", "join g1 world1", "join g2 world1"], run.Fake.Journal.Where(j => j.StartsWith("open") || j.StartsWith("join")));
        Assert.Equal("{\"from\":5}", end.Outcome!.GenotypeJson);
    }

    [Fact]
    public async Task A_coordinator_that_lost_the_write_race_commands_nothing_and_goes()
    {
        using TestRun run = cluster.NewRun(new() { Gate = (TrainingPhase.SearchWarmup, 0) });
        await run.Coordinator.Start(run.Command);
        await run.Fake.GateReached.Task.WaitAsync(run.Patience);
        StoredState<RunRecord> stored = await cluster.ReadStateAsync<RunRecord>("run", run.Coordinator);
        stored.State.State = stored.State.State! with { Generation = 10 };
        await stored.WriteAsync();

        run.Fake.Gate = null;
        run.Fake.GateOpen.Set();
        RunStatus end = Assert.IsType<RunEnded>((await run.WatchToEndAfterLossAsync())[^1]).Status;

        Assert.Equal((RunState.Completed, 11L), (end.State, end.Generation));
        int reopened = run.Fake.Journal.ToList().IndexOf("join g11 world1");
        Assert.Equal(["open", "join g1 world1", "SearchWarmup 0"], run.Fake.Journal.Take(reopened));
    }
}
