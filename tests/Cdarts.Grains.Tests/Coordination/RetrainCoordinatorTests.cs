using Cdarts.Contracts.Events;
using Cdarts.Contracts.Grains;
using Cdarts.Contracts.Specification;
using Cdarts.Engine.Training;
using Cdarts.Engine.Training.Retraining;
using Cdarts.Grains.Tests.Fakes;
using Orleans.Core.Internal;

namespace Cdarts.Grains.Tests.Coordination;

/// <summary>Runs that are no search in cycles: retrainings, and searches that train nothing.</summary>
public sealed class RetrainCoordinatorTests(OneReplica cluster) : IClassFixture<OneReplica>
{
    private const string Genotype = "{\"found\":1}";

    private static readonly RunSpec Spec = new() { Task = RunTask.Retrain, Retrain = new() { Genotype = Genotype } };

    [Fact]
    public async Task A_retraining_is_one_phase_without_any_derivation()
    {
        using TestRun run = cluster.NewRun(new() { Gate = (TrainingPhase.Retrain, 0) }, Spec);
        await run.Coordinator.Start(run.Command);
        await run.Fake.GateReached.Task.WaitAsync(run.Patience);
        Task<List<RunEvent>> watching = run.WatchToEndAsync();
        await run.WaitForAsync<RunSnapshot>(_ => true);
        run.Fake.GateOpen.Set();

        List<RunEvent> events = await watching;

        RunStatus end = Assert.IsType<RunEnded>(events[^1]).Status;
        Assert.Equal((RunState.Completed, Genotype), (end.State, end.Outcome!.GenotypeJson));
        Assert.Equal(["open", "join g1 world1", "Retrain 0", $"Complete {Genotype}", "close"], run.Fake.Journal);
        Assert.Equal(["Completed 1"], events.OfType<PhaseStarted>().Select(p => $"{p.Cursor.Phase} {p.Cursor.Cycle}"));
        Assert.Empty(events.OfType<TopologyAdopted>());
        Assert.Equal((0, 0.75), events.OfType<HeldOutMeasured>().Select(h => (h.Cycle, h.Figures.Accuracy)).Single());
        Assert.Equal((Genotype, (long)Genotype.Length, 0.75), Described(end.EvaluationNetwork!));
        Assert.Equal(end.EvaluationNetwork, await run.Evaluation.Describe());
        Assert.Empty(await run.Search.History());
    }

    [Fact]
    public async Task A_stopped_retraining_has_a_checkpoint_and_goes_on_where_it_stood()
    {
        using TestRun run = cluster.NewRun(new() { Gate = (TrainingPhase.Retrain, 0) }, Spec);
        await run.Coordinator.Start(run.Command);
        await run.Fake.GateReached.Task.WaitAsync(run.Patience);

        await run.Coordinator.Stop(checkpoint: true);
        RunStatus stopped = Assert.IsType<RunEnded>((await run.WatchToEndAsync())[^1]).Status;
        run.Fake.Gate = null;
        RunStatus end = await run.RunToEndAsync();

        Assert.Equal((RunState.Stopped, new RunCursor(0, "Retrain", 0, 1, 0)), (stopped.State, stopped.Checkpoint!.Next));
        Assert.Equal((RunState.Completed, 2L), (end.State, end.Generation));
        Assert.Equal(["Retrain 0", "Retrain 0", $"Complete {Genotype}"], run.Phases);
        run.Fake.AllClosed.Wait(run.Patience);
    }

    [Fact]
    public async Task A_lost_coordinator_goes_on_with_the_retraining_by_itself()
    {
        using TestRun run = cluster.NewRun(new() { Gate = (TrainingPhase.Retrain, 0) }, Spec);
        await run.Coordinator.Start(run.Command);
        await run.Fake.GateReached.Task.WaitAsync(run.Patience);

        run.Fake.Gate = null;
        await run.Coordinator.Cast<IGrainManagementExtension>().DeactivateOnIdle();
        RunStatus end = Assert.IsType<RunEnded>((await run.WatchToEndAsync())[^1]).Status;

        Assert.Equal((RunState.Completed, 2L), (end.State, end.Generation));
        Assert.Equal(Genotype, end.Outcome!.GenotypeJson);
    }

    [Theory]
    [InlineData(TrainingPhase.Retrain, 0, 7, "Retrain 0")]
    [InlineData(TrainingPhase.Completed, 1, 0, "Complete")]
    public async Task A_resume_point_without_grain_state_is_the_truth(TrainingPhase phase, int cycle, int epoch, string first)
    {
        FakeRun fake = new();
        fake.Checkpoints[0] = new(new(cycle, phase, epoch, 0, 0), 41, 3, Genotype, [], "g41");
        using TestRun run = cluster.NewRun(fake, Spec);

        RunStatus end = await run.RunToEndAsync();

        Assert.Equal((RunState.Completed, 42L), (end.State, end.Generation));
        Assert.StartsWith(first, run.Phases.First());
        Assert.Equal($"Complete {Genotype}", run.Phases.Last());
    }

    [Fact]
    public async Task Figures_are_known_after_a_resume_until_there_are_new_ones()
    {
        using TestRun run = cluster.NewRun(spec: Spec);
        await run.RunToEndAsync();
        EvaluationNetworkDescription known = (await run.Evaluation.Describe())!;

        EvaluationNetworkDescription adopted = await run.Evaluation.Adopt(2, known.Topology, Spec);

        Assert.Equal((Genotype, (long)Genotype.Length, 0.75), Described(adopted));
    }

    [Fact]
    public async Task A_loss_that_is_not_finite_ends_the_retraining_with_its_sentence()
    {
        using TestRun run = cluster.NewRun(
            new() { FailAt = (_, _) => NonFiniteLossException.InRetraining(new RetrainCursor(3, 4), "training loss") }, Spec);

        RunStatus failed = await run.RunToEndAsync();

        Assert.Equal((RunState.Failed, true), (failed.State, failed.FailureExpected));
        Assert.StartsWith("The training loss is not finite at epoch 4 step 5;", failed.Failure);
    }

    [Fact]
    public async Task A_random_search_goes_straight_to_its_final_derivation()
    {
        FakeRun fake = new();
        fake.Checkpoints[0] = new(new(0, TrainingPhase.DeriveTopology, 0, 0, 0), 0, 3, null, [], null);
        using TestRun run = cluster.NewRun(fake, new() { Strategy = Contracts.Specification.SearchStrategy.Random });

        RunStatus end = await run.RunToEndAsync();

        Assert.Equal((RunState.Completed, "{\"from\":3}"), (end.State, end.Outcome!.GenotypeJson));
        Assert.Equal(["Complete {\"from\":3}"], run.Phases);
        Assert.Null(end.EvaluationNetwork);
        Assert.Equal([0], (await run.Search.History()).Select(t => t.Cycle));
    }

    private static (string, long, double?) Described(EvaluationNetworkDescription network) =>
        (network.Topology.GenotypeJson, network.Parameters, network.HeldOut?.Accuracy);
}
