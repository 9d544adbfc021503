using Cdarts.Contracts.Grains;

namespace Cdarts.Grains.Coordination;

/// <summary>What the user wants of a run.</summary>
internal enum DesiredState
{
    /// <summary>That it trains.</summary>
    Running = 0,

    /// <summary>That it stops.</summary>
    Stopped = 1,
}

/// <summary>
/// The coordinator's record of a run, kept in grain storage. The generation in it is a fence; everything else is an index that is rebuilt from the
/// newest checkpoint.
/// </summary>
[GenerateSerializer, Immutable, Alias("Cdarts.RunRecord")]
internal sealed record RunRecord
{
    public const int CurrentSchemaVersion = 1;

    [Id(0)]
    public int SchemaVersion { get; init; } = CurrentSchemaVersion;

    [Id(1)]
    public long Generation { get; init; }

    [Id(2)]
    public RunState State { get; init; }

    [Id(3)]
    public DesiredState Desired { get; init; }

    [Id(4)]
    public RunCursor? Cursor { get; init; }

    [Id(5)]
    public StartCommand? Start { get; init; }

    [Id(6)]
    public DateTimeOffset StartedAt { get; init; }

    [Id(7)]
    public IReadOnlyList<string> Members { get; init; } = [];

    [Id(8)]
    public CheckpointRecord? Checkpoint { get; init; }

    [Id(9)]
    public DerivedTopology? Topology { get; init; }

    [Id(10)]
    public EvaluationNetworkDescription? EvaluationNetwork { get; init; }

    [Id(11)]
    public IReadOnlyList<string> Warnings { get; init; } = [];

    [Id(12)]
    public string? Failure { get; init; }

    [Id(13)]
    public bool FailureExpected { get; init; } = true;

    [Id(14)]
    public RunOutcome? Outcome { get; init; }

    /// <summary>Fingerprint of the pictures that the run began with.</summary>
    [Id(15)]
    public string? Data { get; init; }

    /// <summary>Which replicas of the last group that was joined hold which network; null when all hold both.</summary>
    [Id(16)]
    public ReplicaLayout? Layout { get; init; }

    /// <summary>Replicas of that group.</summary>
    [Id(17)]
    public IReadOnlyList<string> Trained { get; init; } = [];

    /// <summary>True while replicas work, or should, for the run.</summary>
    public bool IsActive() => State.IsActive();
}

/// <summary>Questions to a run's state.</summary>
internal static class RunStateExtensions
{
    public static bool IsActive(this RunState state) =>
        state is RunState.Gathering or RunState.Waiting or RunState.Preparing or RunState.Running or RunState.Stopping;

    public static bool IsOver(this RunState state) => state is RunState.Stopped or RunState.Completed or RunState.Failed;
}
