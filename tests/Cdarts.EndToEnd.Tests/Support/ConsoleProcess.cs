using System.Diagnostics;
using System.Reflection;
using System.Runtime.InteropServices;

namespace Cdarts.EndToEnd.Tests.Support;

/// <summary>What a console process left: exit code and both outputs.</summary>
internal sealed record ConsoleResult(int ExitCode, string Output, string Error)
{
    /// <summary>Exit code of a process that SIGKILL ended, as .NET tells it.</summary>
    public const int Killed = 128 + 9;

    public IReadOnlyList<string> Lines => Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
}

/// <summary>The console `cdarts` as a child process. Disposing ends it, by its id, if it still lives.</summary>
internal sealed class ConsoleProcess : IDisposable
{
    private const int SigInt = 2, SigKill = 9, SigTerm = 15;

    private static readonly string Console = typeof(ConsoleProcess).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(metadata => metadata.Key == "CdartsConsole").Value!;

    private readonly Process _process;

    private ConsoleProcess(Process process) => _process = process;

    /// <summary>Current folder of every console: the one that the temporary folders are in, so that paths are shown relative to it.</summary>
    public static string CurrentFolder { get; } = Path.GetTempPath();

    public Transcript Output { get; } = new();

    public Transcript Error { get; } = new();

    /// <summary>Starts it.</summary>
    /// <param name="arguments">Command line.</param>
    /// <param name="failpoints">Rules for the product's failpoints.</param>
    /// <param name="spaces">Assemblies with search spaces.</param>
    public static ConsoleProcess Start(IEnumerable<string> arguments, string failpoints = "", string spaces = "")
    {
        ProcessStartInfo start = new("dotnet", ["exec", Console, .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = CurrentFolder,
        };
        foreach (string inherited in start.Environment.Keys.Where(name => name.StartsWith("CDARTS_", StringComparison.Ordinal)).ToList())
        {
            start.Environment.Remove(inherited);
        }

        start.Environment["CDARTS_FAILPOINTS"] = failpoints;
        start.Environment["CDARTS_SPACES"] = spaces;
        ConsoleProcess console = new(new Process { StartInfo = start });
        console._process.OutputDataReceived += (_, line) => console.Output.Add(line.Data);
        console._process.ErrorDataReceived += (_, line) => console.Error.Add(line.Data);
        console._process.Start();
        console._process.BeginOutputReadLine();
        console._process.BeginErrorReadLine();
        return console;
    }

    /// <summary>Starts it and waits for its end.</summary>
    public static async Task<ConsoleResult> RunAsync(IEnumerable<string> arguments, string failpoints = "", string spaces = "")
    {
        using ConsoleProcess console = Start(arguments, failpoints, spaces);
        return await console.EndAsync();
    }

    /// <summary>Waits for the end of the process and of its outputs.</summary>
    public async Task<ConsoleResult> EndAsync()
    {
        using CancellationTokenSource deadline = new(Deadline.Longest);
        try
        {
            await _process.WaitForExitAsync(deadline.Token);
        }
        catch (OperationCanceledException)
        {
            throw new TimeoutException($"The process {_process.Id} does not end; it wrote:\n{Output}{Error}");
        }

        return new ConsoleResult(_process.ExitCode, Output.ToString(), Error.ToString());
    }

    /// <summary>As Ctrl-C does.</summary>
    public void Interrupt() => Send(SigInt);

    /// <summary>As an operating system does that shuts down.</summary>
    public void Terminate() => Send(SigTerm);

    /// <summary>The death that no process can catch.</summary>
    public void Kill() => Send(SigKill);

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            _process.WaitForExit();
        }

        _process.Dispose();
    }

    private void Send(int signal) => Assert.Equal(0, SendSignal(_process.Id, signal));

    [DllImport("libc", EntryPoint = "kill")]
    private static extern int SendSignal(int process, int signal);
}
