using Cdarts.Contracts.Events;
using Cdarts.Contracts.Grains;
using Cdarts.Engine.Data.Imaging;
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
                    $"join g1 world{world}", "SearchWarmup 0", "EvaluationWarmup 0 {\"from\":1}", "Joint 0 {\"from\":1}", "EvaluationWarmup 1 {\"from\":3}",
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
    public async Task A_failure_of_one_rank_costs_its_memory_alone()
    {
        FakeRun fake = new();
        int failures = 0;
        fake.FailAt = (c, rank) => c.Phase == TrainingPhase.Joint && rank == 1 && Interlocked.Increment(ref failures) == 1
            ? new InvalidOperationException("rank 1")
            : null;
        fake.Gate = (TrainingPhase.Joint, 0);
        using TestRun run = cluster.NewRun(fake);
        await run.Coordinator.Start(run.Command);
        await run.WaitForAsync<WarningRaised>(_ => true);
        fake.Gate = null;
        fake.GateOpen.Set();

        RunStatus end = Assert.IsType<RunEnded>((await run.WatchToEndAsync())[^1]).Status;

        Assert.Equal((RunState.Completed, world), (end.State, end.Members.Count));
        Assert.Contains(end.Warnings, warning => warning.Contains("InvalidOperationException: rank 1"));
        Assert.Equal(world + 1, fake.Journal.Count(entry => entry == "open"));
        Assert.Equal("{\"from\":5}", end.Outcome!.GenotypeJson);
    }

    /// <summary>Whichever replica had the picture next would meet it.</summary>
    [Fact]
    public async Task A_bad_picture_of_one_replica_ends_the_run_with_its_sentence()
    {
        using TestRun run = cluster.NewRun(new()
        {
            FailAt = (c, rank) => c.Phase == TrainingPhase.Joint && rank == 1 ? new BadPictureException("a.jpg", BadPictureReason.CutOff, "The picture a.jpg is cut off.") : null,
        });

        RunStatus failed = await run.RunToEndAsync();

        Assert.Equal((RunState.Failed, true, "The picture a.jpg is cut off."), (failed.State, failed.FailureExpected, failed.Failure));
    }

    [Fact]
    public async Task A_failure_that_all_meet_ends_the_run()
    {
        using TestRun run = cluster.NewRun(new()
        {
            FailAt = (c, _) => c.Phase == TrainingPhase.Joint ? new NonFiniteLossException(new(0, TrainingPhase.Joint, 0, 2, 1), "evaluation loss") : null,
        });

        RunStatus failed = await run.RunToEndAsync();

        Assert.Equal((RunState.Failed, true), (failed.State, failed.FailureExpected));
        Assert.StartsWith("The evaluation loss is not finite", failed.Failure);
    }
}
