using System.Diagnostics;
using Cdarts.Engine;

namespace Cdarts.Benchmarks.Measuring;

/// <summary>Programs that a benchmark starts and waits for. Their standard error is ours.</summary>
internal static class ChildProcess
{
    /// <summary>This program again, with other arguments.</summary>
    internal static ProcessStartInfo Self(params string[] arguments)
    {
        string program = Environment.ProcessPath!;
        bool hosted = Path.GetFileNameWithoutExtension(program) == "dotnet";
        return new ProcessStartInfo(program, hosted ? [typeof(ChildProcess).Assembly.Location, .. arguments] : arguments);
    }

    /// <summary>Runs it and gives the lines that it printed.</summary>
    /// <exception cref="CdartsException">It failed.</exception>
    internal static IReadOnlyList<string> Lines(ProcessStartInfo start)
    {
        start.RedirectStandardOutput = true;
        using Process process = Process.Start(start)!;
        string text = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0
            ? text.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            : throw new CdartsException($"{Path.GetFileName(start.FileName)} {string.Join(' ', start.ArgumentList.Take(2))} ended with exit code {process.ExitCode}; its messages are above.");
    }
}
