using System.Diagnostics;
using System.Reflection;
using System.Runtime.InteropServices;

namespace Cdarts.EndToEnd.Tests.Support;

/// <summary>A program of the product as a child process. Disposing ends it, by its id, if it still lives.</summary>
internal sealed class ChildProgram : IDisposable
{
    public const int SigInt = 2, SigKill = 9, SigTerm = 15, SigCont = 18, SigStop = 19;

    private readonly Process _process;

    private ChildProgram(Process process) => _process = process;

    /// <summary>The console.</summary>
    public static string Console { get; } = typeof(ChildProgram).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(metadata => metadata.Key == "CdartsConsole").Value!;

    /// <summary>The silo, which lies beside the console.</summary>
    public static string Silo { get; } = Path.Combine(Path.GetDirectoryName(Console)!, "cdarts-silo.dll");

    /// <summary>Current folder of every child: the one that the temporary folders are in, so that paths are shown relative to it.</summary>
    public static string CurrentFolder { get; } = Path.GetTempPath();

    public int Id => _process.Id;

    public Transcript Output { get; } = new();

    public Transcript Error { get; } = new();

    /// <summary>Starts it.</summary>
    /// <param name="program">Assembly.</param>
    /// <param name="arguments">Command line.</param>
    /// <param name="variables">The product's variables; others of its are not inherited.</param>
    public static ChildProgram Start(string program, IEnumerable<string> arguments, IReadOnlyDictionary<string, string> variables)
    {
        ProcessStartInfo start = new("dotnet", ["exec", program, .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = CurrentFolder,
        };
        foreach (string inherited in start.Environment.Keys.Where(name => name.StartsWith("CDARTS_", StringComparison.Ordinal)).ToList())
        {
            start.Environment.Remove(inherited);
        }

        foreach ((string name, string value) in variables)
        {
            start.Environment[name] = value;
        }

        ChildProgram child = new(new Process { StartInfo = start });
        child._process.OutputDataReceived += (_, line) => child.Output.Add(line.Data);
        child._process.ErrorDataReceived += (_, line) => child.Error.Add(line.Data);
        child._process.Start();
        child._process.BeginOutputReadLine();
        child._process.BeginErrorReadLine();
        return child;
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

    /// <summary>Sends a signal.</summary>
    public void Send(int signal) => Assert.Equal(0, SendSignal(_process.Id, signal));

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            _process.WaitForExit();
        }

        _process.Dispose();
    }

    [DllImport("libc", EntryPoint = "kill")]
    private static extern int SendSignal(int process, int signal);
}
