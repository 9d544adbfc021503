using System.Reflection;
using Cdarts.Chaos.Processes;

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
    private readonly ChildProcess _process;

    private ConsoleProcess(ChildProcess process) => _process = process;

    /// <summary>Current folder of every child: the one that the temporary folders are in, so that paths are shown relative to it.</summary>
    public static string CurrentFolder { get; } = Path.GetTempPath();

    public Transcript Output => _process.Output;

    public Transcript Error => _process.Error;

    private static string Console { get; } = typeof(ConsoleProcess).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(metadata => metadata.Key == "CdartsConsole").Value!;

    /// <summary>Starts it.</summary>
    /// <param name="arguments">Command line.</param>
    /// <param name="failpoints">Rules for the product's failpoints.</param>
    /// <param name="spaces">Assemblies with search spaces.</param>
    /// <param name="loaderThreads">Threads that decode pictures; empty for the default.</param>
    public static ConsoleProcess Start(IEnumerable<string> arguments, string failpoints = "", string spaces = "", string loaderThreads = "") => new(ChildProcess.Start(
        ["dotnet", "exec", Console, .. arguments],
        new Dictionary<string, string> { ["CDARTS_FAILPOINTS"] = failpoints, ["CDARTS_SPACES"] = spaces, ["CDARTS_LOADER_THREADS"] = loaderThreads },
        Deadline.Longest));

    /// <summary>Starts it and waits for its end.</summary>
    public static async Task<ConsoleResult> RunAsync(IEnumerable<string> arguments, string failpoints = "", string spaces = "")
    {
        using ConsoleProcess console = Start(arguments, failpoints, spaces);
        return await console.EndAsync();
    }

    /// <summary>Waits for the end of the process and of its outputs.</summary>
    public async Task<ConsoleResult> EndAsync() => new(await _process.EndAsync(), Output.ToString(), Error.ToString());

    /// <summary>As Ctrl-C does.</summary>
    public void Interrupt() => Send(Signals.Interrupt);

    /// <summary>As an operating system does that shuts down.</summary>
    public void Terminate() => Send(Signals.Terminate);

    /// <summary>The death that no process can catch.</summary>
    public void Kill() => Send(Signals.Kill);

    public void Dispose() => _process.Dispose();

    private void Send(int signal)
    {
        Assert.False(_process.HasExited, $"The console has ended already; it wrote:\n{Output}{Error}");
        _process.Send(signal);
    }
}
