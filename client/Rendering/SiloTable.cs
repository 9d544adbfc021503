using System.Globalization;
using Cdarts.Contracts.Grains;
using Spectre.Console;

namespace Cdarts.Client.Rendering;

/// <summary>The table of <c>cluster</c>.</summary>
internal static class SiloTable
{
    private const double Gibibyte = 1 << 30;

    public static Table Draw(IEnumerable<SiloEntry> silos, DateTimeOffset now)
    {
        Table table = new Table().AddColumns("silo", "status", "device", "run", "generation", "host", "cores", "memory", "started");
        foreach (SiloEntry silo in silos)
        {
            // A silo that just started, or that hangs, says nothing of itself.
            SiloRecord? record = silo.Record;
            string status = silo.Membership.ToLowerInvariant() + (record is null && silo.Membership == "Active" ? ", silent" : "");
            table.AddRow(
                silo.Name.EscapeMarkup(),
                status.EscapeMarkup(),
                record?.Device.EscapeMarkup() ?? "",
                record?.RunName?.EscapeMarkup() ?? "",
                record?.RunName is null ? "" : record.Generation.ToString(CultureInfo.InvariantCulture),
                record?.Host.EscapeMarkup() ?? silo.Address.EscapeMarkup(),
                record?.Cores.ToString(CultureInfo.InvariantCulture) ?? "",
                record is null ? "" : string.Create(CultureInfo.InvariantCulture, $"{record.MemoryBytes / Gibibyte:0.0} GiB"),
                record is null ? "" : Wording.Age(record.StartedAt, now));
        }

        return table;
    }
}
