namespace Cdarts.Contracts.Grains;

/// <summary>What a silo says of itself.</summary>
/// <param name="Name">Its name, unique in the cluster.</param>
/// <param name="Device">Its device: <c>cpu</c> or <c>cuda:N</c>.</param>
/// <param name="Host">Name of its machine.</param>
/// <param name="ProcessId">Its process there.</param>
/// <param name="CodeVersion">Version of the product.</param>
/// <param name="Cores">Processor cores that its process may use.</param>
/// <param name="MemoryBytes">Memory that its process may use.</param>
/// <param name="StartedAt">When it started.</param>
/// <param name="RunName">Run that its device works for, or null.</param>
/// <param name="Generation">Generation of that run's group; 0 without a run.</param>
[GenerateSerializer, Immutable, Alias("Cdarts.SiloRecord")]
public sealed record SiloRecord(
    [property: Id(0)] string Name,
    [property: Id(1)] string Device,
    [property: Id(2)] string Host,
    [property: Id(3)] int ProcessId,
    [property: Id(4)] string CodeVersion,
    [property: Id(5)] int Cores,
    [property: Id(6)] long MemoryBytes,
    [property: Id(7)] DateTimeOffset StartedAt,
    [property: Id(8)] string? RunName,
    [property: Id(9)] long Generation);

/// <summary>A silo as the cluster sees it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Address">Where other silos reach it, <c>IP:port</c>.</param>
/// <param name="Membership">Its status in the cluster's membership, for example Active or Dead.</param>
/// <param name="Record">What it said of itself lately; null when it is silent.</param>
[GenerateSerializer, Immutable, Alias("Cdarts.SiloEntry")]
public sealed record SiloEntry(
    [property: Id(0)] string Name, [property: Id(1)] string Address, [property: Id(2)] string Membership, [property: Id(3)] SiloRecord? Record);
