namespace Cdarts.Chaos.Clusters;

/// <summary>A search on the sample pictures with networks so small that three replicas share two cores: what is tested is the cluster.</summary>
/// <param name="SearchWarmupEpochs">Epochs of the search warm-up.</param>
/// <param name="EvaluationWarmupEpochs">Epochs of each evaluation warm-up.</param>
/// <param name="JointEpochs">Epochs of each joint phase.</param>
/// <param name="Cycles">Cycles.</param>
public sealed record SmallRun(int SearchWarmupEpochs = 1, int EvaluationWarmupEpochs = 1, int JointEpochs = 1, int Cycles = 1)
{
    private const int Endless = 100_000;

    /// <summary>A run that stays in its search warm-up.</summary>
    public static SmallRun InSearchWarmup { get; } = new(SearchWarmupEpochs: Endless);

    /// <summary>A run that is soon in its evaluation warm-up and stays there.</summary>
    public static SmallRun InEvaluationWarmup { get; } = new(EvaluationWarmupEpochs: Endless);

    /// <summary>A run that is soon in its joint phase and stays there.</summary>
    public static SmallRun InJointPhase { get; } = new(JointEpochs: Endless);

    /// <summary>A run whose phases end after some seconds each, without end.</summary>
    public static SmallRun ThroughPhases { get; } = new(Cycles: Endless);

    /// <summary>Steps of an epoch. Default 10.</summary>
    public int StepsPerEpoch { get; init; } = 10;

    /// <summary>Steps between two checkpoints. Default 20.</summary>
    public int CheckpointSteps { get; init; } = 20;

    /// <summary>Whether the networks are on different replicas, as many of each. Default false.</summary>
    public bool Split { get; init; }

    /// <summary>Steps between copies of the other network's state in memory; 0 for none. Default 0.</summary>
    public int Mirror { get; init; }

    /// <summary>The settings as flags of the console.</summary>
    public IEnumerable<string> Flags =>
        new[]
        {
            "data.batch_size=12", "network.channels=2", "network.search_cells=3", "network.evaluation_cells=3", "held_out.statistics_batches=2",
            $"schedule.steps_per_epoch={StepsPerEpoch}", $"schedule.search_warmup_epochs={SearchWarmupEpochs}", $"schedule.cycles={Cycles}",
            $"schedule.evaluation_warmup_epochs={EvaluationWarmupEpochs}", $"schedule.joint_epochs={JointEpochs}",
            "checkpoint.interval_seconds=0", $"checkpoint.interval_steps={CheckpointSteps}", $"layout={(Split ? "split" : "together")}", $"split.mirror={Mirror}",
        }.SelectMany(setting => new[] { "--set", setting });
}
