using Cdarts.Chaos.Clusters;
using Cdarts.Chaos.Histories;
using Cdarts.Chaos.Processes;

namespace Cdarts.EndToEnd.Tests;

/// <summary>
/// Silos as processes train one run, and things happen to them. Each case asserts that the run goes on, by itself unless the case says otherwise, and that its
/// history is that of one run; how long it takes to go on is what deploy/demo/chaos.sh measures.
/// </summary>
public sealed class SurvivalTests
{
    private const int DeclaredDead = 76;

    [SkippableFact]
    public async Task A_silo_is_killed_in_the_joint_phase()
    {
        using ChaosCluster cluster = await StartAsync(3, new SmallRun(JointEpochs: 3));
        AuditLine commit = await InJointPhaseAsync(cluster);
        cluster.OfRank(2).Kill();
        await cluster.LaterCommitAsync(commit.Generation);
        await CompleteAsync(cluster);
    }

    [SkippableFact]
    public async Task Rank_0_dies_in_the_middle_of_an_all_reduce()
    {
        using ChaosCluster cluster = await StartAsync(3, new SmallRun(JointEpochs: 2), ("s1", "all-reduce.middle#8=kill"));
        SiloProcess victim = cluster.Silos.Single(silo => silo.Name == "s1");
        Assert.Equal(SiloProcess.Killed, await victim.EndAsync());
        AuditLine joined = cluster.Trail.Refresh().Lines.Last(line => line.Kind == "joined" && line.Process.EndsWith($"-{victim.Id}", StringComparison.Ordinal));
        Assert.Equal((0, 3), (joined.Rank, joined.WorldSize));
        await cluster.LaterCommitAsync(joined.Generation);
        await CompleteAsync(cluster);
    }

    [SkippableFact]
    public async Task A_silo_freezes_and_thaws()
    {
        using ChaosCluster cluster = await StartAsync(3, SmallRun.InJointPhase);
        AuditLine commit = await InJointPhaseAsync(cluster);
        SiloProcess frozen = cluster.Silos.First(silo => silo != cluster.Coordinator);
        frozen.Freeze();
        await cluster.LaterCommitAsync(commit.Generation);
        frozen.Thaw();

        // A silo that the others have declared dead by then ends itself, and its supervisor starts it again.
        Task<AuditLine> together = cluster.TogetherAsync(3);
        Task<int> ended = frozen.EndAsync();
        if (await Task.WhenAny(together, ended) == ended)
        {
            Assert.Equal(DeclaredDead, await ended);
            await cluster.StartAsync(frozen.Name);
        }

        await together;
        await StopAsync(cluster);
    }

    [SkippableFact]
    public async Task A_silo_leaves_and_another_joins()
    {
        using ChaosCluster cluster = await StartAsync(2, SmallRun.InJointPhase);
        AuditLine commit = await cluster.TogetherAsync(2);
        SiloProcess leaving = cluster.OfRank(0);
        leaving.Terminate();
        Assert.Equal(0, await leaving.EndAsync());
        await cluster.LaterCommitAsync(commit.Generation);

        await cluster.StartAsync("s3");
        await cluster.TogetherAsync(2);
        await StopAsync(cluster);
    }

    [SkippableFact]
    public async Task All_silos_are_killed_and_started_again_on_other_ports()
    {
        using ChaosCluster cluster = await StartAsync(2, new SmallRun(JointEpochs: 3) { CheckpointSteps = 5 });
        AuditLine commit = await InJointPhaseAsync(cluster);
        SiloProcess[] silos = [.. cluster.Silos];
        Array.ForEach(silos, silo => silo.Kill());
        await Task.WhenAll(silos.Select(silo => silo.EndAsync()));

        await Task.WhenAll(silos.Select(silo => cluster.StartAsync(silo.Name)));
        await cluster.LaterCommitAsync(commit.Generation);
        await CompleteAsync(cluster);
    }

    [SkippableFact]
    public async Task Redis_is_away_for_a_while_and_a_silo_dies_meanwhile()
    {
        using ChaosCluster cluster = await StartAsync(3, SmallRun.InJointPhase);
        AuditLine before = await InJointPhaseAsync(cluster);
        await cluster.Redis.StopAsync();
        await cluster.Trail.UntilAsync(
            "training while Redis is away",
            trail => trail.Commits[^1] is { } commit && commit.Generation == before.Generation && commit.GlobalUpdate > before.GlobalUpdate + 20 ? commit : null,
            Limits.Safety);
        cluster.Silos.First(silo => silo != cluster.Coordinator).Kill();
        await cluster.Redis.StartAgainAsync();
        await cluster.LaterCommitAsync(before.Generation);
        await StopAsync(cluster);
    }

    [SkippableFact]
    public async Task Redis_comes_back_empty_and_the_run_is_resumed_from_its_folder()
    {
        using ChaosCluster cluster = await StartAsync(2, SmallRun.InJointPhase);
        await cluster.TogetherAsync(2, updates: 30);
        SiloProcess[] silos = [.. cluster.Silos];
        await cluster.Redis.StopAsync();
        await cluster.Redis.StartEmptyAsync();
        int[] codes = await Task.WhenAll(silos.Select(silo => silo.EndAsync()));
        Assert.All(codes, code => Assert.Equal(SiloProcess.MembershipLost, code));
        Assert.All(silos, silo => Assert.Contains(
            silo.Log.Lines, line => line.Contains("Redis has lost its data: stop every silo, start them again, then `cdarts resume RUN` for each run", StringComparison.Ordinal)));

        long last = cluster.Trail.Refresh().Commits[^1].Generation;
        await Task.WhenAll(silos.Select(silo => cluster.StartAsync(silo.Name)));
        await cluster.ResumeAsync();
        await cluster.LaterCommitAsync(last);
        await StopAsync(cluster);
    }

    private static async Task<ChaosCluster> StartAsync(int silos, SmallRun run, params (string Silo, string Rule)[] failpoints)
    {
        Skip.IfNot(RedisServer.IsInstalled, RedisServer.NotInstalled);
        ChaosCluster cluster = await ChaosCluster.StartAsync(silos, failpoints: failpoints.ToDictionary(one => one.Silo, one => one.Rule));
        await cluster.SearchAsync(run);
        return cluster;
    }

    private static Task<AuditLine> InJointPhaseAsync(ChaosCluster cluster) => cluster.Trail.UntilAsync(
        "commit in the joint phase", trail => trail.Commits.FirstOrDefault(line => line.Update.Contains("Joint", StringComparison.Ordinal)), Limits.Safety);

    private static async Task CompleteAsync(ChaosCluster cluster)
    {
        await cluster.CompletedAsync();
        cluster.History().Require();
        Assert.Contains(cluster.History().Checkpoints, checkpoint => checkpoint.Manifest is { } manifest && checkpoint.Cursor(manifest).Contains("Completed", StringComparison.Ordinal));
    }

    private static async Task StopAsync(ChaosCluster cluster)
    {
        await cluster.StopAsync();
        cluster.History().Require();
    }
}
