using Cdarts.Contracts.Grains;

namespace Cdarts.Contracts.Tests;

/// <summary>Records with a value in every member.</summary>
internal static class Samples
{
    public static RunCursor Cursor { get; } = new(1, "Joint", 2, 3, 1);

    public static DerivedTopology Topology { get; } = new(1, "{\"normal\":[]}", "digest");

    public static HeldOutRecord HeldOut { get; } = new(0.5, 1.25, 1000);

    public static EvaluationNetworkDescription Network { get; } = new(Topology, 123, 456, HeldOut);

    public static CheckpointRecord Checkpoint { get; } = new("c", Cursor, DateTimeOffset.UnixEpoch, 99);

    public static AlphasSnapshot Alphas { get; } = new([0.1, double.NegativeInfinity, double.Epsilon], "digest");

    public static RunProgress Progress { get; } = new(Cursor, 2, 3, 4, 5, 6, 0.1, 0.2, 0.3, 0.4, 0.5, null, 7.5, 0.01, 0.02, 0.3, 1e-3);

    public static ReplicaLayout Layout { get; } = new(["a/cpu"], ["b/cpu"], [new("a/cpu", "b/cpu", 0, 8)]);

    public static StartCommand Start { get; } = new(new() { Seed = 5 }, "hash", "/runs/r");

    public static ReplicaResume Resume { get; } = new(Cursor, Alphas, Topology, [Topology], "c", 4, ["A checkpoint was damaged."], 2, "pictures", ReplicaRole.Search, Cursor, Cursor, new(1L << 36, 123.5));

    public static RunOutcome Outcome { get; } =
        new("{}", HeldOut, "{}", 1, 2, new Dictionary<string, int> { ["sep_conv_3x3"] = 3 }, ["cycles/02/normal.svg"]);

    public static RunStatus Status { get; } =
        new("r", RunState.Failed, 3, Progress, Topology, Network, Checkpoint, ["a/cpu"], ["w"], "why", false, Outcome, "It waits.", Layout);
}
