using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Cdarts.Benchmarks.Measuring;
using Cdarts.Engine.Spaces;

namespace Cdarts.Benchmarks.Steps;

/// <summary>What a run of the PyTorch program measured.</summary>
internal sealed record PyTorchTimes(string Version, string Capability, Series Joint, Series FirstUpdate, Series SecondUpdate, double PeakMebibytes);

/// <summary>
/// The same networks and joint step in eager PyTorch (<c>pytorch/joint_step.py</c>), one thread, with our allocator settings. The program refuses to
/// run when its networks do not have our counts of parameters and multiply-adds.
/// </summary>
internal sealed class PyTorch
{
    internal const string Debian = "/usr/bin/python3";

    /// <summary>What <see cref="Cdarts.Engine.Native.NativeRuntime"/> sets for us.</summary>
    private static readonly Dictionary<string, string> SameSettings = new()
    {
        ["MALLOC_ARENA_MAX"] = "1",
        ["MALLOC_MMAP_THRESHOLD_"] = "33554432",
        ["MALLOC_TRIM_THRESHOLD_"] = "2147483647",
        ["MALLOC_TOP_PAD_"] = "67108864",
        ["OMP_WAIT_POLICY"] = "passive",
    };

    private readonly string _python;

    private PyTorch(string python)
    {
        _python = python;
    }

    /// <summary>Null, and a line that says so, where this Python has no PyTorch.</summary>
    internal static PyTorch? Find(string python, TextWriter output)
    {
        try
        {
            using Process probe = Process.Start(new ProcessStartInfo(python, ["-c", "import torch"]) { RedirectStandardError = true })!;
            probe.StandardError.ReadToEnd();
            probe.WaitForExit();
            if (probe.ExitCode == 0)
            {
                return new PyTorch(python);
            }
        }
        catch (System.ComponentModel.Win32Exception)
        {
            // There is no such program.
        }

        output.WriteLine($"'{python} -c \"import torch\"' fails, so PyTorch is left out: install Debian's python3-torch, or name another Python with --python.");
        return null;
    }

    /// <summary>Runs joint steps and prints what the program says of them.</summary>
    internal PyTorchTimes Run(StepSize size, StepWork work, int steps, int warmup, TextWriter output)
    {
        string script = Path.Combine(AppContext.BaseDirectory, "pytorch", "joint_step.py");
        ProcessStartInfo start = new(_python, [script, .. Arguments(size, work, steps, warmup).SelectMany(pair => (string[])[pair.Name, pair.Value])]);
        foreach ((string name, string value) in SameSettings)
        {
            start.Environment[name] = value;
        }

        IReadOnlyList<string> lines = ChildProcess.Lines(start);
        foreach (string line in lines.SkipLast(1))
        {
            output.WriteLine(line);
        }

        output.WriteLine();
        using JsonDocument result = JsonDocument.Parse(lines[^1]);
        JsonElement root = result.RootElement;
        return new PyTorchTimes(
            root.GetProperty("version").GetString()!,
            root.GetProperty("capability").GetString()!,
            Read(root.GetProperty("joint")),
            Read(root.GetProperty("update 1")),
            Read(root.GetProperty("update 2")),
            root.GetProperty("peak_kib").GetDouble() / 1024);
    }

    private static IEnumerable<(string Name, string Value)> Arguments(StepSize size, StepWork work, int steps, int warmup)
    {
        string Text(long value) => value.ToString(CultureInfo.InvariantCulture);
        return
        [
            ("--channels", Text(size.Settings.Network.Channels)),
            ("--stem-multiplier", Text(size.Settings.Network.StemMultiplier)),
            ("--search-cells", Text(size.Settings.Network.SearchCells)),
            ("--evaluation-cells", Text(size.Settings.Network.EvaluationCells)),
            ("--classes", Text(size.Classes)),
            ("--side", Text(size.Side)),
            ("--batch", Text(size.Batch)),
            ("--steps", Text(steps)),
            ("--warmup", Text(warmup)),
            ("--genotype", GenotypeJson.Write(StepSize.Topology)),
            ("--search-parameters", Text(work.SearchParameters)),
            ("--evaluation-parameters", Text(work.EvaluationParameters)),
            ("--multiply-adds", Text(work.Joint)),
        ];
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
