using Cdarts.Chaos.Clusters;

namespace Cdarts.Chaos.Scenarios;

/// <summary>All scenarios, in the order in which they are run.</summary>
public static class Catalog
{
    /// <summary>The scenarios.</summary>
    public static IReadOnlyList<Scenario> All { get; } =
    [
        new KillScenario("kill-search-warmup", "search warm-up", SmallRun.InSearchWarmup),
        new KillScenario("kill-evaluation-warmup", "evaluation warm-up", SmallRun.InEvaluationWarmup),
        new KillScenario("kill-joint", "joint phase", SmallRun.InJointPhase),
        new AllReduceScenario(),
        new FreezeScenario(),
        new LeaveScenario(),
        new JoinScenario(),
        new RestartScenario(),
        new RedisOutageScenario("redis-outage", "the joint phase goes on", SmallRun.InJointPhase),
        new RedisOutageScenario("redis-outage-phases", "phases and cycles follow each other", SmallRun.ThroughPhases),
        new KillInOutageScenario(),
        new RedisEmptyScenario(),
        new NetworkCutScenario(),
        new SplitKillScenario("split-kill-search-warmup", "search warm-up", SmallRun.InSearchWarmup),
        new SplitKillScenario("split-kill-evaluation-warmup", "evaluation warm-up", SmallRun.InEvaluationWarmup),
        new SplitKillScenario("split-kill-joint", "joint phase", SmallRun.InJointPhase),
        new SplitFreezeScenario("split-freeze-search-warmup", "search warm-up", SmallRun.InSearchWarmup),
        new SplitFreezeScenario("split-freeze-evaluation-warmup", "evaluation warm-up", SmallRun.InEvaluationWarmup),
        new SplitFreezeScenario("split-freeze-joint", "joint phase", SmallRun.InJointPhase),
        new SplitLossScenario("split-loss-mirror", "a copy in memory of at most 5 steps ago", SmallRun.InJointPhase with { CheckpointSteps = 0, Mirror = 5 }),
        new SplitLossScenario("split-loss", "a checkpoint of at most 20 steps ago", SmallRun.InJointPhase),
    ];
}
