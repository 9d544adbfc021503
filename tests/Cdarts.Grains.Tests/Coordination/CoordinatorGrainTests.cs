using Cdarts.Contracts.Grains;
using Cdarts.Grains.Tests.Fakes;

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
                "open g1 world1", "SearchWarmup 0", "EvaluationWarmup 0 {\"from\":1}", "Joint 0 {\"from\":1}", "EvaluationWarmup 1 {\"from\":3}",
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
    }
}
