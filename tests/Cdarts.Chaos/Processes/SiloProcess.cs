namespace Cdarts.Chaos.Processes;

/// <summary>A silo of the product as a process. Disposing kills it.</summary>
public sealed class SiloProcess : IDisposable
{
    /// <summary>Exit code of a silo that was killed, as .NET tells it.</summary>
    public const int Killed = 128 + Signals.Kill;

    /// <summary>Exit code of a silo whose name or port is taken.</summary>
    public const int InUse = 5;

    /// <summary>Exit code of a silo that the membership no longer knows.</summary>
    public const int MembershipLost = 69;

    private readonly ChildProcess _process;

    private SiloProcess(string name, ChildProcess process) => (Name, _process) = (name, process);

    /// <summary>Name in the cluster.</summary>
    public string Name { get; }

    /// <summary>Process id.</summary>
    public int Id => _process.Id;

    /// <summary>Whether it has ended.</summary>
    public bool HasExited => _process.HasExited;

    /// <summary>When it ended.</summary>
    public DateTimeOffset ExitedAt => _process.ExitedAt;

    /// <summary>Exit code of a silo that has ended.</summary>
    public int ExitCode => _process.ExitCode;

    /// <summary>What it says of itself.</summary>
    public Transcript Output => _process.Output;

    /// <summary>Its log.</summary>
    public Transcript Log => _process.Error;

    /// <summary>Starts a silo; it is not yet active.</summary>
    /// <param name="name">Name in the cluster.</param>
    /// <param name="redis">Redis, <c>HOST:PORT</c>.</param>
    /// <param name="cluster">Name of the cluster.</param>
    /// <param name="failpoints">Rules for the product's failpoints.</param>
    /// <param name="advertise">Address at which it is reached; null for this machine alone.</param>
    /// <param name="prefix">Command that starts the program.</param>
    public static SiloProcess Start(
        string name, string redis, string cluster, string failpoints = "", string? advertise = null, IReadOnlyList<string>? prefix = null)
    {
        string[] place = advertise is null ? [] : ["--advertise", advertise];
        string[] command = [.. prefix ?? [], "dotnet", "exec", Products.Silo, "--redis", redis, "--cluster", cluster, "--name", name, .. place];
        return new(name, ChildProcess.Start(command, new Dictionary<string, string>
        {
            ["CDARTS_AUDIT"] = "1",
            ["CDARTS_FAILPOINTS"] = failpoints,
            ["OMP_NUM_THREADS"] = "1",
        }));
    }

    /// <summary>Waits until the silo is a member of the cluster.</summary>
    /// <exception cref="InvalidOperationException">It ended instead.</exception>
    public async Task ActiveAsync()
    {
        try
        {
            await _process.Output.FirstAsync(line => line.StartsWith($"silo {Name} is active", StringComparison.Ordinal));
        }
        catch (InvalidOperationException)
        {
            int code = await _process.EndAsync();
            throw new InvalidOperationException($"Silo {Name} ended with code {code} before it was active; it wrote:\n{_process.Output}{_process.Error}");
        }
    }

    /// <summary>The death that no process can catch.</summary>
    public void Kill() => _process.Send(Signals.Kill);

    /// <summary>Freezes it.</summary>
    public void Freeze() => _process.Send(Signals.Stop);

    /// <summary>Thaws it.</summary>
    public void Thaw() => _process.Send(Signals.Continue);

    /// <summary>Asks it to leave.</summary>
    public void Terminate() => _process.Send(Signals.Terminate);

    /// <summary>Waits for its end.</summary>
    /// <returns>Exit code.</returns>
    public Task<int> EndAsync() => _process.EndAsync();

    /// <inheritdoc/>
    public void Dispose() => _process.Dispose();
}
