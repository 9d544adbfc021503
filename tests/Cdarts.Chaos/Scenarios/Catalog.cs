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
        new RedisOutageScenario(),
        new KillInOutageScenario(),
        new RedisEmptyScenario(),
        new NetworkCutScenario(),
    ];
}
