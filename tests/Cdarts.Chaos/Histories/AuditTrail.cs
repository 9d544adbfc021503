using System.Text;

namespace Cdarts.Chaos.Histories;

/// <summary>
/// The accounts of all processes of a run, read as they grow. What follows an account's last line break was not written to its end, and is left out. Not
/// thread-safe.
/// </summary>
public sealed class AuditTrail(string runFolder)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    private readonly Dictionary<string, long> _read = [];
    private readonly List<AuditLine> _lines = [];

    /// <summary>All lines so far; those of one process in the order in which it wrote them.</summary>
    public IReadOnlyList<AuditLine> Lines => _lines;

    /// <summary>Updates that were committed, in the order of the clock.</summary>
    public IReadOnlyList<AuditLine> Commits => [.. _lines.Where(line => line.Kind == "committed").OrderBy(line => line.At)];

    /// <summary>Reads what was added.</summary>
    public AuditTrail Refresh()
    {
        string folder = Path.Combine(runFolder, "audit");
        if (Directory.Exists(folder))
        {
            foreach (string file in Directory.EnumerateFiles(folder, "*.jsonl").Order(StringComparer.Ordinal))
            {
                ReadOn(file);
            }
        }

        return this;
    }

    /// <summary>Reads on until there is what is looked for.</summary>
    /// <exception cref="TimeoutException">It does not come.</exception>
    public async Task<T> UntilAsync<T>(string what, Func<AuditTrail, T?> find, TimeSpan limit)
        where T : class
    {
        using PeriodicTimer timer = new(Pause);
        for (long begin = TimeProvider.System.GetTimestamp(); ; await timer.WaitForNextTickAsync())
        {
            if (find(Refresh()) is { } found)
            {
                return found;
            }

            if (TimeProvider.System.GetElapsedTime(begin) > limit)
            {
                throw new TimeoutException($"Within {limit.TotalSeconds:0} s there was no {what}.");
            }
        }
    }

    private void ReadOn(string file)
    {
        using FileStream stream = new(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        stream.Position = _read.GetValueOrDefault(file);
        byte[] added = new byte[stream.Length - stream.Position];
        stream.ReadExactly(added);
        int end = Array.LastIndexOf(added, (byte)'\n') + 1;
        _read[file] = _read.GetValueOrDefault(file) + end;
        string process = Path.GetFileNameWithoutExtension(file);
        foreach (string line in Encoding.UTF8.GetString(added, 0, end).Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            _lines.Add(AuditLine.Parse(process, line));
        }
    }
}
