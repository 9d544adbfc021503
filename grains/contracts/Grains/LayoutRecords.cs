namespace Cdarts.Contracts.Grains;

/// <summary>Which networks a replica holds.</summary>
public enum ReplicaRole
{
    /// <summary>Both.</summary>
    Together = 0,

    /// <summary>The search network.</summary>
    Search = 1,

    /// <summary>The evaluation network.</summary>
    Evaluation = 2,
}

/// <summary>What counts of a state that a replica holds in memory when it takes a place in a generation.</summary>
public enum MemoryUse
{
    /// <summary>All of it.</summary>
    Kept = 0,

    /// <summary>Its copy of a whole state of a few steps ago (<c>split.mirror</c>); without one, as <see cref="Forgotten"/>.</summary>
    Mirror = 1,

    /// <summary>Nothing: the run is opened again, from its newest checkpoint.</summary>
    Forgotten = 2,
}

/// <summary>What a device can do, by which it is given a network.</summary>
/// <param name="Memory">Bytes of memory that a training may take; 0 when that is not known.</param>
/// <param name="Speed">Measured rate of products in float32, GFLOP/s; 0 when that is not known.</param>
[GenerateSerializer, Immutable, Alias("Cdarts.DeviceCapacity")]
public sealed record DeviceCapacity([property: Id(0)] long Memory, [property: Id(1)] double Speed);

/// <summary>Two replicas that exchange ensemble logits.</summary>
/// <param name="Search">Key of the search replica's grain.</param>
/// <param name="Evaluation">Key of the evaluation replica's grain.</param>
/// <param name="FirstRow">First row of the validation batch that both see.</param>
/// <param name="Rows">Rows that both see.</param>
[GenerateSerializer, Immutable, Alias("Cdarts.ReplicaPair")]
public sealed record ReplicaPair(
    [property: Id(0)] string Search, [property: Id(1)] string Evaluation, [property: Id(2)] int FirstRow, [property: Id(3)] int Rows);

/// <summary>The split layout of one generation.</summary>
/// <param name="Search">Replicas that hold the search network, by their rank among themselves.</param>
/// <param name="Evaluation">Replicas that hold the evaluation network, likewise.</param>
/// <param name="Pairs">Who exchanges ensemble logits with whom.</param>
[GenerateSerializer, Immutable, Alias("Cdarts.ReplicaLayout")]
public sealed record ReplicaLayout(
    [property: Id(0)] IReadOnlyList<string> Search, [property: Id(1)] IReadOnlyList<string> Evaluation, [property: Id(2)] IReadOnlyList<ReplicaPair> Pairs);
