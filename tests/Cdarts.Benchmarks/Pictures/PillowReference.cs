using System.Diagnostics;
using System.Text.Json;
using Cdarts.Benchmarks.Measuring;
using Cdarts.Engine.Data.Transforms;

namespace Cdarts.Benchmarks.Pictures;

/// <summary>What the Pillow program measured of one stage, over all pictures.</summary>
internal sealed record PillowStage(string Name, Series Times);

/// <summary>The same regions, mirrorings and factors in Pillow, and torchvision where it is there (<c>pillow/imagenet_transform.py</c>), one thread.</summary>
internal sealed class PillowReference
{
    private static readonly string Script = Path.Combine(AppContext.BaseDirectory, "pillow", "imagenet_transform.py");

    private readonly string _python;

    private PillowReference(string python, string version)
    {
        _python = python;
        Version = version;
    }

    /// <summary>Versions of Pillow and torchvision.</summary>
    internal string Version { get; }

    /// <summary>Null, and a line that says so, where this Python has no Pillow.</summary>
    internal static PillowReference? Find(string python, TextWriter output)
    {
        try
        {
            using Process probe = Process.Start(new ProcessStartInfo(python, [Script, "--version"]) { RedirectStandardError = true, RedirectStandardOutput = true })!;
            string version = probe.StandardOutput.ReadToEnd().Trim();
            probe.WaitForExit();
            if (probe.ExitCode == 0)
            {
                return new PillowReference(python, version);
            }
        }
        catch (System.ComponentModel.Win32Exception)
        {
            // There is no such program.
        }

        output.WriteLine($"'{python}' has no Pillow, so the reference is left out: install Debian's python3-torchvision, or name another Python with --python.");
        return null;
    }

    /// <summary>Measures the reference's stages.</summary>
    internal IReadOnlyList<PillowStage> Run(TransformWork work, PictureFiles files, int rounds)
    {
        string plan = Path.GetTempFileName();
        try
        {
            File.WriteAllText(plan, JsonSerializer.Serialize(Enumerable.Range(0, files.Paths.Count).Select(i => Plan(work, files.Paths[i], i))));
            ProcessStartInfo start = new(_python, [Script, plan, $"{rounds}"]);
            using JsonDocument result = JsonDocument.Parse(ChildProcess.Lines(start)[^1]);
            return [.. result.RootElement.EnumerateObject().Select(stage => new PillowStage(stage.Name, Read(stage.Value)))];
        }
        finally
        {
            File.Delete(plan);
        }
    }

    private static object Plan(TransformWork work, string path, int i)
    {
        JitterDraw jitter = work.Draws[i].Jitter;
        return new
        {
            path,
            left = work.Regions[i].Left,
            top = work.Regions[i].Top,
            width = work.Regions[i].Width,
            height = work.Regions[i].Height,
            mirrored = work.Draws[i].Mirrored,
            order = ColorJitter.Orders[jitter.Order].Select(operation => (int)operation),
            factors = (double[])[jitter.Brightness, jitter.Contrast, jitter.Saturation, jitter.Hue],
        };
    }

    private static Series Read(JsonElement milliseconds)
    {
        Series series = new();
        foreach (JsonElement pair in milliseconds.EnumerateArray())
        {
            series.Add(new Spent(pair[0].GetDouble(), pair[1].GetDouble()));
        }

        return series;
    }
}
