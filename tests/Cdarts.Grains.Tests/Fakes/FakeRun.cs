using System.Collections.Concurrent;
using Cdarts.Engine.Training;
using Cdarts.Engine.Training.Sessions;

namespace Cdarts.Grains.Tests.Fakes;

/// <summary>What a run folder would hold (it outlives sessions), what sessions did, and what they shall do.</summary>
public sealed class FakeRun
{
    public int Cycles { get; init; } = 2;

    public ConcurrentDictionary<int, FakeCheckpoint> Checkpoints { get; } = [];

    public ConcurrentQueue<string> Journal { get; } = [];

    public ConcurrentQueue<string> Threads { get; } = [];

    /// <summary>Phase at which every session waits, until it is stopped or the gate opens.</summary>
    public (TrainingPhase Phase, int Cycle)? Gate { get; set; }

    public ManualResetEventSlim GateOpen { get; } = new(false);

    public TaskCompletionSource GateReached { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Func<PhaseCommand, int, Exception?> FailAt { get; set; } = (_, _) => null;

    public Exception? FailOpen { get; set; }

    /// <summary>Rank whose alphas drift, or -1.</summary>
    public int DriftingRank { get; set; } = -1;

    public int OpenSessions;

    /// <summary>Set while no session is open.</summary>
    public ManualResetEventSlim AllClosed { get; } = new(true);

    /// <summary>Fingerprint of the pictures that sessions see.</summary>
    public string Data { get; set; } = "pictures";

    public FakeCheckpoint NewestCheckpoint(RetrainPlan? retrain) =>
        Checkpoints.Values.MaxBy(checkpoint => (checkpoint.Generation, checkpoint.Next))
        ?? new(retrain is null ? Cursor.Start : new(0, TrainingPhase.Retrain, 0, 0, 0), 0, 0, retrain?.GenotypeJson, [], null);
}

/// <summary>A durable state of the fake run.</summary>
public sealed record FakeCheckpoint(
    Cursor Next, long Generation, double Alpha, string? TopologyJson, IReadOnlyList<TopologyRecord> History, string? Name)
{
    public IReadOnlyList<string> Warnings { get; init; } = [];
}
