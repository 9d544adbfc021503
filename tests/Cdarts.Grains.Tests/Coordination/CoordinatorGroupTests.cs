using Cdarts.Contracts.Grains;
using Cdarts.Engine.Training;
using Cdarts.Grains.Tests.Fakes;

namespace Cdarts.Grains.Tests.Coordination;

public sealed class CoordinatorGroupOfTwoTests(TwoReplicas cluster) : CoordinatorGroupTests(cluster, 2), IClassFixture<TwoReplicas>;

public sealed class CoordinatorGroupOfThreeTests(ThreeReplicas cluster) : CoordinatorGroupTests(cluster, 3), IClassFixture<ThreeReplicas>;

public abstract class CoordinatorGroupTests(TestCluster cluster, int world)
{
    [Fact]
    public async Task Every_rank_runs_every_phase()
    {
        using TestRun run = cluster.NewRun();

        RunStatus status = await run.RunToEndAsync();

        Assert.Equal(RunState.Completed, status.State);
        Assert.Equal(world, status.Members.Count);
        run.Fake.AllClosed.Wait(run.Patience);
        for (int rank = 0; rank < world; rank++)
        {
            Assert.Equal(
                [
                    $"open g1 world{world}", "SearchWarmup 0", "EvaluationWarmup 0 {\"from\":1}", "Joint 0 {\"from\":1}", "EvaluationWarmup 1 {\"from\":3}",
                    "Joint 1 {\"from\":3}", "Complete {\"from\":5}", "close",
                ],
                run.Fake.Journal.Where(j => j.StartsWith($"{rank}: ")).Select(j => j[3..]));
        }

        Assert.Equal(world, run.Fake.Threads.Distinct().Count());
    }

    [Fact]
    public async Task A_stop_reaches_every_rank()
    {
        using TestRun run = cluster.NewRun(new() { Gate = (TrainingPhase.Joint, 1) });
        await run.Coordinator.Start(run.Command);
        await run.Fake.GateReached.Task.WaitAsync(run.Patience);

        await run.Coordinator.Stop(checkpoint: true);
        await run.WatchToEndAsync();
        RunStatus stopped = await run.Coordinator.Status();

        Assert.Equal((RunState.Stopped, null), (stopped.State, stopped.Failure));
        run.Fake.AllClosed.Wait(run.Patience);
        Assert.All(run.Fake.Checkpoints.Values, c => Assert.Equal(new(1, TrainingPhase.Joint, 0, 1, 0), c.Next));
    }

    [Fact]
    public async Task Alphas_that_drift_apart_end_the_run()
    {
        using TestRun run = cluster.NewRun(new() { DriftingRank = 1 });

        RunStatus failed = await run.RunToEndAsync();

        Assert.Equal((RunState.Failed, true), (failed.State, failed.FailureExpected));
        Assert.StartsWith("The replicas have drifted apart by cycle 1 DeriveTopology epoch 1 step 1", failed.Failure);
        run.Fake.AllClosed.Wait(run.Patience);
    }

    [Fact]
    public async Task Resume_points_that_differ_end_the_run()
    {
        FakeRun fake = new();
        fake.Checkpoints[0] = new(new(0, TrainingPhase.DeriveTopology, 0, 0, 0), 1, 1, null, [], "g1");
        using TestRun run = cluster.NewRun(fake);

        RunStatus failed = await run.RunToEndAsync();

        Assert.Equal((RunState.Failed, true), (failed.State, failed.FailureExpected));
        Assert.Contains("would go on at cycle 1 SearchWarmup", failed.Failure);
        Assert.Empty(run.Phases);
    }

    [Fact]
    public async Task A_failure_of_one_rank_ends_the_others()
    {
        using TestRun run = cluster.NewRun(new()
        {
            Gate = (TrainingPhase.Joint, 0),
            FailAt = (c, rank) => c.Phase == TrainingPhase.Joint && rank == 1 ? new InvalidOperationException("rank 1") : null,
        });

        RunStatus failed = await run.RunToEndAsync();

        Assert.Equal("InvalidOperationException: rank 1", failed.Failure);
        Assert.Equal(RunState.Failed, failed.State);
    }
}
