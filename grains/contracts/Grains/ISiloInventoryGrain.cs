using Orleans.Concurrency;

namespace Cdarts.Contracts.Grains;

/// <summary>
/// The silos of this cluster and what they do; key 0. Held in memory alone: every silo says it again and again, so that a lost inventory is full again
/// after some seconds.
/// </summary>
[Alias("Cdarts.ISiloInventoryGrain")]
public interface ISiloInventoryGrain : IGrainWithIntegerKey
{
    /// <summary>A silo says what it is and does; forgotten when it is not repeated.</summary>
    [Alias("Note")]
    Task Note(SiloRecord silo);

    /// <summary>All silos that are not dead, and those that died just now, by name.</summary>
    [Alias("List"), AlwaysInterleave]
    Task<IReadOnlyList<SiloEntry>> List();
}
