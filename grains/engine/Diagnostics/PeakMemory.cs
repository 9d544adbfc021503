namespace Cdarts.Engine.Diagnostics;

/// <summary>The most memory that this process has had resident at once, as Linux counts it. Thread-safe.</summary>
internal static class PeakMemory
{
    private const string Status = "/proc/self/status", ClearReferences = "/proc/self/clear_refs", Label = "VmHWM:";

    /// <summary>Begins to count again, from what is resident now. Does nothing where the system does not let us.</summary>
    internal static void Reset()
    {
        try
        {
            // proc(5): 5 resets the peak resident set size.
            File.WriteAllText(ClearReferences, "5");
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            // The peak is then that of the whole process.
        }
    }

    /// <summary>The peak in MiB, or null where the system does not tell.</summary>
    internal static double? Mebibytes()
    {
        try
        {
            string line = File.ReadLines(Status).First(text => text.StartsWith(Label, StringComparison.Ordinal));
            return double.Parse(line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)[1], System.Globalization.CultureInfo.InvariantCulture) / 1024;
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException or InvalidOperationException)
        {
            return null;
        }
    }
}
