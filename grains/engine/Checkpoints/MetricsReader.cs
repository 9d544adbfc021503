using System.Text.Json;

namespace Cdarts.Engine.Checkpoints;

/// <summary>Reads <c>metrics.jsonl</c>, also while a run appends to it: a line that is torn or no metric line is passed over.</summary>
public static class MetricsReader
{
    /// <summary>Lines in the order of the file; none if the file does not exist.</summary>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static IEnumerable<MetricsLine> Read(string path) => Parsed(path).Select(pair => pair.Line);

    /// <summary>Highest generation in the file, or 0.</summary>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static long HighestGeneration(string path) => Read(path).Select(line => line.Generation).DefaultIfEmpty(0).Max();

    /// <summary>The lines up to a step as they are written, each step once, with their steps.</summary>
    internal static IEnumerable<(string Text, long GlobalStep)> Through(string path, long globalStep)
    {
        long last = 0;
        foreach ((string text, MetricsLine line) in Parsed(path))
        {
            if (line.GlobalStep > last && line.GlobalStep <= globalStep)
            {
                last = line.GlobalStep;
                yield return (text, last);
            }
        }
    }

    private static IEnumerable<(string Text, MetricsLine Line)> Parsed(string path)
    {
        if (!File.Exists(path))
        {
            yield break;
        }

        using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using StreamReader reader = new(file);
        while (reader.ReadLine() is { } text)
        {
            if (TryParse(text) is { } line)
            {
                yield return (text, line);
            }
        }
    }

    private static MetricsLine? TryParse(string text)
    {
        try
        {
            return JsonSerializer.Deserialize<MetricsLine>(text, MetricsLine.Options);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
