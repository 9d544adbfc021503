using System.Diagnostics;
using System.Reflection;
using System.Runtime.InteropServices;

namespace Cdarts.EndToEnd.Tests;

/// <summary>A console started as a user would, with what it has printed so far. Ended by its pid at the latest when disposed.</summary>
internal sealed partial class ConsoleProcess : IDisposable
{
    internal const int SigInt = 2, SigTerm = 15;

    /// <summary>Exit code of a process that died by SIGKILL.</summary>
    internal const int Killed = 128 + 9;

    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(3);
    private static readonly string Program =
        typeof(ConsoleProcess).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(one => one.Key == "Console").Value!;

    private readonly Process _process;
    private readonly List<string> _lines = [];
    private readonly List<string> _errors = [];
    private readonly Lock _guard = new();
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private ConsoleProcess(ProcessStartInfo start)
    {
        _process = new Process { StartInfo = start };
        _process.OutputDataReceived += (_, line) => Add(_lines, line.Data);
        _process.ErrorDataReceived += (_, line) => Add(_errors, line.Data);
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    internal string Output => Text(_lines);

    internal string Errors => Text(_errors);

    internal static ConsoleProcess Start(IEnumerable<string> arguments, string? failpoints = null)
    {
        ProcessStartInfo start = new("dotnet", [Program, .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };
        start.Environment.Remove("CDARTS_TEST_DATA");
        start.Environment["CDARTS_FAILPOINTS"] = failpoints ?? "";
        return new ConsoleProcess(start);
    }

    /// <summary>Runs a command to its end.</summary>
    internal static async Task<(int Code, string Output, string Errors)> RunAsync(IEnumerable<string> arguments, string? failpoints = null)
    {
        using ConsoleProcess process = Start(arguments, failpoints);
        int code = await process.ExitAsync();
        return (code, process.Output, process.Errors);
    }

    /// <summary>Waits for a line of the output that contains a text.</summary>
    internal async Task LineAsync(string text)
    {
        using CancellationTokenSource deadline = new(Deadline);
        while (true)
        {
            Task changed;
            lock (_guard)
            {
                if (_lines.Any(line => line.Contains(text, StringComparison.Ordinal)))
                {
                    return;
                }

                changed = _changed.Task;
            }

            Assert.False(_process.HasExited && changed.IsCompleted, $"The process ended without '{text}':\n{Output}\n{Errors}");
            await changed.WaitAsync(deadline.Token);
        }
    }

    internal async Task<int> ExitAsync()
    {
        using CancellationTokenSource deadline = new(Deadline);
        await _process.WaitForExitAsync(deadline.Token);
        return _process.ExitCode;
    }

    internal void Signal(int signal) => Assert.Equal(0, Kill(_process.Id, signal));

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        _process.Dispose();
    }

    private void Add(List<string> lines, string? line)
    {
        TaskCompletionSource changed;
        lock (_guard)
        {
            if (line is not null)
            {
                lines.Add(line);
            }

            changed = _changed;
            _changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        changed.SetResult();
    }

    private string Text(List<string> lines)
    {
        lock (_guard)
        {
            return string.Join('\n', lines);
        }
    }

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int Kill(int pid, int signal);
}
