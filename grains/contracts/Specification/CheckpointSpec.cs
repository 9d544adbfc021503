namespace Cdarts.Contracts.Specification;

/// <summary>When checkpoints are written, beside those at every phase end and at a stop.</summary>
[GenerateSerializer, Immutable, Alias("Cdarts.CheckpointSpec")]
public sealed record CheckpointSpec
{
    /// <summary>Seconds between checkpoints inside a phase; 0 = none.</summary>
    [Id(0)]
    [Setting("Seconds between checkpoints inside a phase; 0 = none.", Minimum = 0)]
    public double IntervalSeconds { get; init; } = 60;

    /// <summary>Steps between checkpoints inside a phase; 0 = none.</summary>
    [Id(1)]
    [Setting("Steps between checkpoints inside a phase; 0 = none.", Minimum = 0)]
    public int IntervalSteps { get; init; }

    /// <summary>Newest checkpoints to keep.</summary>
    [Id(2)]
    [Setting("Newest checkpoints to keep.", Minimum = 1)]
    public int Keep { get; init; } = 3;
}
