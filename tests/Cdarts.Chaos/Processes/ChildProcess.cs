using System.Diagnostics;

namespace Cdarts.Chaos.Processes;

/// <summary>A process that the harness started: its outputs, its end, and signals to it by its id. Disposing kills it if it still lives.</summary>
public sealed class ChildProcess : IDisposable
{
    private readonly Process _process;
    private readonly TimeSpan _limit;

    private ChildProcess(Process process, TimeSpan limit)
    {
        (_process, _limit) = (process, limit);
        (Output, Error) = (new(limit), new(limit));
    }

    /// <summary>Standard output.</summary>
    public Transcript Output { get; }

    /// <summary>Standard error.</summary>
    public Transcript Error { get; }

    /// <summary>Process id.</summary>
    public int Id => _process.Id;

    /// <summary>Whether it has ended.</summary>
    public bool HasExited => _process.HasExited;

    /// <summary>When it ended, by the system's clock.</summary>
    public DateTimeOffset ExitedAt => _process.ExitTime;

    /// <summary>Exit code of a process that has ended; 128 + the signal's number if a signal ended it.</summary>
    public int ExitCode => _process.ExitCode;

    /// <summary>Starts a process without the variables of Cdarts that the harness itself may have.</summary>
    /// <param name="command">Program and arguments.</param>
    /// <param name="variables">Variables to set.</param>
    /// <param name="limit">The longest that its end, or a line of it, is waited for; <see cref="Limits.Safety"/> by default.</param>
    public static ChildProcess Start(IReadOnlyList<string> command, IEnumerable<KeyValuePair<string, string>> variables, TimeSpan? limit = null)
    {
        ProcessStartInfo start = new(command[0], command.Skip(1))
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Path.GetTempPath(),
        };
        foreach (string inherited in start.Environment.Keys.Where(name => name.StartsWith("CDARTS_", StringComparison.Ordinal)).ToList())
        {
            start.Environment.Remove(inherited);
        }

        foreach ((string name, string value) in variables)
        {
            start.Environment[name] = value;
        }

        ChildProcess child = new(new Process { StartInfo = start }, limit ?? Limits.Safety);
        child._process.OutputDataReceived += (_, line) => child.Output.Add(line.Data);
        child._process.ErrorDataReceived += (_, line) => child.Error.Add(line.Data);
        child._process.Start();
        child._process.BeginOutputReadLine();
        child._process.BeginErrorReadLine();
        return child;
    }

    /// <summary>Sends a signal, unless the process has ended.</summary>
    public void Send(int signal)
    {
        if (!_process.HasExited)
        {
            Signals.Send(_process.Id, signal);
        }
    }

    /// <summary>Waits for the end of the process and of its outputs.</summary>
    /// <returns>Exit code.</returns>
    /// <exception cref="TimeoutException">It does not end.</exception>
    public async Task<int> EndAsync()
    {
        using CancellationTokenSource limit = new(_limit);
        try
        {
            await _process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            throw new TimeoutException($"Process {Id} does not end; it wrote:\n{Output}{Error}");
        }

        return _process.ExitCode;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            _process.WaitForExit();
        }

        _process.Dispose();
    }
}
