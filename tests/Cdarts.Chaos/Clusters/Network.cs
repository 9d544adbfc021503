using Cdarts.Chaos.Processes;

namespace Cdarts.Chaos.Clusters;

/// <summary>
/// Network namespaces on one bridge: one per silo and one, the hub, for Redis and consoles, so that a silo can be cut off. Needs root and iproute2. Disposing
/// removes them.
/// </summary>
public sealed class Network : IDisposable
{
    /// <summary>Name of the namespace of Redis.</summary>
    public const string Hub = "hub";

    private const string Subnet = "10.77.0";
    private const int Prefixes = 24;

    // Interface names have at most 15 characters.
    private readonly string _id = $"cd{Environment.ProcessId % 100_000}";
    private readonly List<string> _names = [];

    private Network()
    {
    }

    private string Bridge => _id + "br";

    /// <summary>Why there can be no namespaces here; null where there can.</summary>
    public static async Task<string?> MissingAsync()
    {
        if (ProgramFile.Find("ip") is null)
        {
            return "iproute2 is not installed (Debian and Ubuntu: apt-get install iproute2)";
        }

        string probe = $"cd{Environment.ProcessId}probe";
        if (await TryAsync("netns", "add", probe) is { } problem)
        {
            return $"network namespaces cannot be made here, which needs root ({problem})";
        }

        await TryAsync("netns", "delete", probe);
        return null;
    }

    /// <summary>Makes a network.</summary>
    /// <param name="silos">Names of the silos.</param>
    public static async Task<Network> CreateAsync(params IEnumerable<string> silos)
    {
        Network network = new();
        try
        {
            await RunAsync("link", "add", network.Bridge, "type", "bridge");
            await RunAsync("link", "set", network.Bridge, "up");
            foreach (string name in silos.Prepend(Hub))
            {
                await network.AddAsync(name);
            }

            return network;
        }
        catch
        {
            network.Dispose();
            throw;
        }
    }

    /// <summary>Address of a member.</summary>
    public string Address(string name) => $"{Subnet}.{_names.IndexOf(name) + 1}";

    /// <summary>Command that starts a program in a member's namespace.</summary>
    public IReadOnlyList<string> Prefix(string name) => ["ip", "netns", "exec", Namespace(name)];

    /// <summary>Cuts a member off: nothing reaches it any more, and no connection is told.</summary>
    public Task CutAsync(string name) => RunAsync("link", "set", Outer(name), "down");

    /// <summary>Joins a member again.</summary>
    public Task MendAsync(string name) => RunAsync("link", "set", Outer(name), "up");

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (string name in _names)
        {
            TryAsync("netns", "delete", Namespace(name)).GetAwaiter().GetResult();
        }

        TryAsync("link", "delete", Bridge).GetAwaiter().GetResult();
    }

    private async Task AddAsync(string name)
    {
        _names.Add(name);
        string space = Namespace(name), inner = Outer(name) + "i";
        await RunAsync("netns", "add", space);
        await RunAsync("link", "add", Outer(name), "type", "veth", "peer", "name", inner);
        await RunAsync("link", "set", inner, "netns", space);
        await RunAsync("link", "set", Outer(name), "master", Bridge, "up");
        await RunAsync("-n", space, "addr", "add", $"{Address(name)}/{Prefixes}", "dev", inner);
        await RunAsync("-n", space, "link", "set", inner, "up");
        await RunAsync("-n", space, "link", "set", "lo", "up");
    }

    private string Namespace(string name) => $"{_id}-{name}";

    private string Outer(string name) => $"{_id}v{_names.IndexOf(name)}";

    private static async Task RunAsync(params string[] arguments)
    {
        if (await TryAsync(arguments) is { } problem)
        {
            throw new InvalidOperationException($"ip {string.Join(' ', arguments)} failed: {problem}");
        }
    }

    /// <returns>The problem, or null.</returns>
    private static async Task<string?> TryAsync(params string[] arguments)
    {
        using ChildProcess ip = ChildProcess.Start([ProgramFile.Find("ip")!, .. arguments], []);
        int code = await ip.EndAsync();
        return code == 0 ? null : $"code {code}: {ip.Error.ToString().Trim()}";
    }
}
