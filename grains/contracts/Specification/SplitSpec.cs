namespace Cdarts.Contracts.Specification;

/// <summary>Where the two networks are.</summary>
public enum Layout
{
    /// <summary>Both on every replica, one after the other, as in the originals.</summary>
    Together = 0,

    /// <summary>Each on replicas of its own, which exchange ensemble logits in pairs.</summary>
    Split = 1,
}

/// <summary>How ensemble logits travel between replicas.</summary>
public enum ExchangePrecision
{
    /// <summary>As they are: both layouts have the same numbers.</summary>
    Exact = 0,

    /// <summary>Rounded to bfloat16: half the bytes of float32.</summary>
    Bfloat16 = 1,
}

/// <summary>What search replicas do while the evaluation network is warmed up.</summary>
public enum WarmupUse
{
    /// <summary>They wait: the published order.</summary>
    Wait = 0,

    /// <summary>They go on with search weight steps: a deviation from the published algorithm.</summary>
    SearchSteps = 1,
}

/// <summary>The layout in which the networks are on different replicas. Without effect in the other one, and while a run has a single replica.</summary>
[GenerateSerializer, Immutable, Alias("Cdarts.SplitSpec")]
public sealed record SplitSpec
{
    /// <summary>Part of the replicas that holds the search network, as a ratio to <see cref="EvaluationReplicas"/>.</summary>
    [Id(0)]
    [Setting("Search replicas for every split.evaluation_replicas: a ratio, to which the replicas that are there are shared out.", Minimum = 1, Maximum = 64)]
    public int SearchReplicas { get; init; } = 1;

    /// <summary>Part of the replicas that holds the evaluation network.</summary>
    [Id(1)]
    [Setting("Evaluation replicas for every split.search_replicas.", Minimum = 1, Maximum = 64)]
    public int EvaluationReplicas { get; init; } = 1;

    /// <summary>How ensemble logits travel.</summary>
    [Id(2)]
    [Setting("How ensemble logits travel between replicas; with exact both layouts have the same numbers.")]
    public ExchangePrecision Exchange { get; init; } = ExchangePrecision.Exact;

    /// <summary>Exchanges between checks that a pair is at the same one and that logits arrive as they were sent.</summary>
    [Id(3)]
    [Setting("Exchanges between checks of sequence number and digest; 0 = none.", Minimum = 0)]
    public int CheckInterval { get; init; } = 100;

    /// <summary>What search replicas do while the evaluation network is warmed up.</summary>
    [Id(4)]
    [Setting("What search replicas do while the evaluation network is warmed up; search_steps deviates from the published algorithm.")]
    public WarmupUse EvaluationWarmup { get; init; } = WarmupUse.Wait;

    /// <summary>Steps between copies of the other side's state in host memory.</summary>
    [Id(5)]
    [Setting("Steps between copies of the other side's state in host memory, to which a run goes back when all replicas of a network are lost; 0 = none, and it goes back to a checkpoint.", Minimum = 0)]
    public int Mirror { get; init; }
}
