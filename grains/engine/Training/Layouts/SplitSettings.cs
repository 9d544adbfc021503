namespace Cdarts.Engine.Training.Layouts;

/// <summary>Where the two networks are.</summary>
public enum Layout
{
    /// <summary>Both on every replica, one after the other, as in the originals. Default.</summary>
    Together = 0,

    /// <summary>Each on replicas of its own, which exchange ensemble logits in pairs.</summary>
    Split = 1,
}

/// <summary>How ensemble logits travel between replicas.</summary>
public enum ExchangePrecision
{
    /// <summary>As they are: both layouts have the same numbers. Default.</summary>
    Exact = 0,

    /// <summary>Rounded to bfloat16: half the bytes of float32.</summary>
    Bfloat16 = 1,
}

/// <summary>What search replicas do while the evaluation network is warmed up.</summary>
public enum WarmupUse
{
    /// <summary>They wait: the published order. Default.</summary>
    Wait = 0,

    /// <summary>
    /// They go on with search weight steps: a deviation from the published algorithm. Beside every step of the evaluation warm-up the search network makes one update of
    /// its weights on the train half, in an order of its own that no other step uses; alphas stay as they are, and the learning rate is that of the joint epoch to which the
    /// warm-up leads, since the schedules count no warm-up. The same updates are made when all replicas hold both networks.
    /// </summary>
    SearchSteps = 1,
}

/// <summary>The split layout: the networks on different replicas.</summary>
public sealed record SplitSettings
{
    /// <summary>Search replicas for every <see cref="EvaluationReplicas"/>: a ratio, to which the replicas that are there are shared out. Default 1.</summary>
    public int SearchReplicas { get; init; } = 1;

    /// <summary>Evaluation replicas for every <see cref="SearchReplicas"/>. Default 1.</summary>
    public int EvaluationReplicas { get; init; } = 1;

    /// <summary>Element type of ensemble logits under way. Default exact.</summary>
    public ExchangePrecision Exchange { get; init; } = ExchangePrecision.Exact;

    /// <summary>Exchanges between checks that a pair is at the same one and that logits arrive as they were sent; 0 = no checks. Default 100.</summary>
    public int CheckInterval { get; init; } = 100;

    /// <summary>What search replicas do while the evaluation network is warmed up. Default wait.</summary>
    public WarmupUse EvaluationWarmup { get; init; } = WarmupUse.Wait;

    /// <summary>
    /// Whether search replicas begin their second update of a joint step while the evaluation side is still at the first one, where no learning module is shared. The
    /// numbers are the same either way.
    /// </summary>
    internal bool Overlap { get; init; } = true;

    /// <summary>Committed steps of the run from one copy of the whole state in every replica's host memory to the next; 0 = no copies. Default 0.</summary>
    public int Mirror { get; init; }
}
