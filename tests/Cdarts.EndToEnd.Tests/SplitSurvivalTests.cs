using Cdarts.Chaos.Clusters;
using Cdarts.Chaos.Histories;
using Cdarts.Chaos.Processes;

namespace Cdarts.EndToEnd.Tests;

/// <summary>The same as <see cref="SurvivalTests"/> where each network has replicas of its own.</summary>
public sealed class SplitSurvivalTests
{
    private const string Search = "Search", Evaluation = "Evaluation";

    [SkippableTheory]
    [InlineData("SearchWarmup", Evaluation)]
    [InlineData("EvaluationWarmup", Search)]
    [InlineData("Joint", Search)]
    [InlineData("Joint", Evaluation)]
    public async Task A_replica_of_a_network_is_killed_and_the_run_goes_on_from_memory(string phase, string role)
    {
        using ChaosCluster cluster = await StartAsync(4, phase switch
        {
            "SearchWarmup" => SmallRun.InSearchWarmup,
            "EvaluationWarmup" => SmallRun.InEvaluationWarmup,
            _ => SmallRun.InJointPhase,
        });
        AuditLine commit = await InPhaseAsync(cluster, phase);
        cluster.OfRole(role)[0].Kill();
        await cluster.LaterCommitAsync(commit.Generation);
        Assert.NotEmpty(cluster.OfRole(Search));
        Assert.NotEmpty(cluster.OfRole(Evaluation));
        await StopAsync(cluster);
        AssertNothingDoneTwice(cluster);
    }

    [SkippableFact]
    public async Task A_replica_dies_between_the_two_updates_of_a_step()
    {
        using ChaosCluster cluster = await StartAsync(4, new SmallRun(JointEpochs: 2), ("s2", "joint.between-updates#5=kill"));
        SiloProcess victim = cluster.Silos.Single(silo => silo.Name == "s2");
        Assert.Equal(SiloProcess.Killed, await victim.EndAsync());
        await cluster.CompletedAsync();
        cluster.History().Require();
        AssertNothingDoneTwice(cluster);
    }

    [SkippableFact]
    public async Task A_replica_freezes_and_comes_back()
    {
        using ChaosCluster cluster = await StartAsync(4, SmallRun.InJointPhase);
        AuditLine commit = await InPhaseAsync(cluster, "Joint");
        SiloProcess frozen = cluster.OfRole(Evaluation).First(silo => silo != cluster.Coordinator);
        frozen.Freeze();
        await cluster.LaterCommitAsync(commit.Generation);
        frozen.Thaw();
        Task<AuditLine> together = cluster.TogetherAsync(4);
        Task<int> ended = frozen.EndAsync();
        if (await Task.WhenAny(together, ended) == ended)
        {
            await cluster.StartAsync(frozen.Name);
        }

        await together;
        await StopAsync(cluster);
        AssertNothingDoneTwice(cluster);
    }

    [SkippableTheory]
    [InlineData(Search)]
    [InlineData(Evaluation)]
    public async Task When_a_network_is_lost_the_other_silo_goes_on_with_both_and_shares_them_out_again(string role)
    {
        using ChaosCluster cluster = await StartAsync(2, SmallRun.InJointPhase);
        AuditLine commit = await cluster.TogetherAsync(2, updates: 60);
        SiloProcess lost = cluster.OfRole(role)[0];
        lost.Kill();
        AuditLine alone = await cluster.TogetherAsync(1);
        Assert.True(alone.Generation > commit.Generation);
        Assert.Empty(cluster.OfRole(Search));
        Assert.Contains(cluster.History().Checkpoints, checkpoint => checkpoint.GlobalUpdate > 0);

        await cluster.StartAsync(lost.Name);
        await cluster.TogetherAsync(2);
        Assert.Single(cluster.OfRole(Search));
        Assert.Single(cluster.OfRole(Evaluation));
        await StopAsync(cluster);
    }

    [SkippableFact]
    public async Task With_a_copy_in_memory_it_goes_back_by_no_more_steps_than_it_is_old()
    {
        const int Steps = 5, UpdatesOfAStep = 2;
        using ChaosCluster cluster = await StartAsync(2, SmallRun.InJointPhase with { CheckpointSteps = 0, Mirror = Steps });
        await cluster.TogetherAsync(2, updates: 40);
        cluster.OfRole(Search)[0].Kill();
        AuditLine first = await cluster.LaterCommitAsync(cluster.Trail.Refresh().Commits[^1].Generation);
        long last = cluster.Trail.Refresh().Commits.Where(line => line.Generation < first.Generation).Max(line => line.GlobalUpdate);
        Assert.InRange(last + 1 - first.GlobalUpdate, 0, Steps * UpdatesOfAStep + 1);
        await StopAsync(cluster);
    }

    [SkippableFact]
    public async Task The_last_silo_with_a_network_leaves_and_nothing_is_lost()
    {
        using ChaosCluster cluster = await StartAsync(2, SmallRun.InJointPhase with { CheckpointSteps = 0 });
        await cluster.TogetherAsync(2, updates: 30);
        SiloProcess leaving = cluster.OfRole(Search)[0];
        leaving.Terminate();
        Assert.Equal(0, await leaving.EndAsync());
        await cluster.TogetherAsync(1);
        await StopAsync(cluster);
        AssertNothingDoneTwice(cluster);
    }

    [SkippableFact]
    public async Task A_split_search_ends_as_any_other()
    {
        using ChaosCluster cluster = await StartAsync(3, new SmallRun(JointEpochs: 2, Cycles: 2));
        await cluster.CompletedAsync();
        cluster.History().Require();
        AssertNothingDoneTwice(cluster);
    }

    private static async Task<ChaosCluster> StartAsync(int silos, SmallRun run, params (string Silo, string Rule)[] failpoints)
    {
        Skip.IfNot(RedisServer.IsInstalled, RedisServer.NotInstalled);
        ChaosCluster cluster = await ChaosCluster.StartAsync(silos, failpoints: failpoints.ToDictionary(one => one.Silo, one => one.Rule));
        await cluster.SearchAsync(run with { Split = true });
        return cluster;
    }

    /// <summary>The first commit of the group of all silos in a phase.</summary>
    private static Task<AuditLine> InPhaseAsync(ChaosCluster cluster, string phase) => cluster.Trail.UntilAsync(
        $"commit in phase {phase}", trail => trail.Commits.LastOrDefault(line => line.Update.Contains($" {phase} ", StringComparison.Ordinal)), Limits.Safety);

    private static async Task StopAsync(ChaosCluster cluster)
    {
        await cluster.StopAsync();
        cluster.History().Require();
    }

    /// <summary>No process committed an update again: the run never went back.</summary>
    private static void AssertNothingDoneTwice(ChaosCluster cluster) =>
        Assert.All(cluster.History().Lines.Where(line => line.Kind == "committed").GroupBy(line => (line.Process, line.Update)), commits => Assert.Single(commits));
}
