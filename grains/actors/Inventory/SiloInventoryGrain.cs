using Cdarts.Contracts.Grains;

namespace Cdarts.Grains.Inventory;

/// <summary>Puts together what silos say of themselves and what the membership says of them.</summary>
[KeepAlive]
internal sealed class SiloInventoryGrain(IClusterMembershipService membership, TimeProvider time) : Grain, ISiloInventoryGrain
{
    /// <summary>Five missed notes.</summary>
    internal static readonly TimeSpan Expiry = 5 * SiloNotes.Interval;

    private readonly Dictionary<string, (SiloRecord Record, long At)> _notes = [];

    /// <inheritdoc/>
    public Task Note(SiloRecord silo)
    {
        _notes[silo.Name] = (silo, time.GetTimestamp());
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<SiloEntry>> List()
    {
        Dictionary<string, SiloRecord> fresh = _notes.Where(note => time.GetElapsedTime(note.Value.At) < Expiry)
            .ToDictionary(note => note.Key, note => note.Value.Record);
        // A name that was started again has a dead member as well: the newest counts.
        IReadOnlyList<SiloEntry> silos =
        [
            .. membership.CurrentSnapshot.Members.Values.GroupBy(member => member.Name)
                .Select(same => same.OrderBy(member => member.Status == SiloStatus.Dead).ThenByDescending(member => member.SiloAddress.Generation).First())
                .Where(member => member.Status != SiloStatus.Dead || fresh.ContainsKey(member.Name))
                .OrderBy(member => member.Name, StringComparer.Ordinal)
                .Select(member => new SiloEntry(
                    member.Name, member.SiloAddress.Endpoint.ToString(), member.Status.ToString(), fresh.GetValueOrDefault(member.Name))),
        ];
        return Task.FromResult(silos);
    }
}
