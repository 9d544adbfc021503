namespace Cdarts.Chaos.Processes;

/// <summary>A Redis server of its own: a free port, a folder of its own, every write appended to a file. Disposing ends it.</summary>
public sealed class RedisServer : IDisposable
{
    private const string Program = "redis-server";

    private readonly string _folder;
    private readonly string _host;
    private readonly int _port;
    private readonly IReadOnlyList<string> _prefix;
    private ChildProcess? _server;

    private RedisServer(string folder, string host, int port, IReadOnlyList<string> prefix) => (_folder, _host, _port, _prefix) = (folder, host, port, prefix);

    /// <summary>What to tell a user where it is not installed.</summary>
    public static string NotInstalled => $"{Program} is not installed (Debian and Ubuntu: apt-get install {Program})";

    /// <summary>Whether this machine has it.</summary>
    public static bool IsInstalled => ProgramFile.Find(Program) is not null;

    /// <summary>Where it listens, <c>HOST:PORT</c>.</summary>
    public string Address => $"{_host}:{_port}";

    /// <summary>Starts a server without data.</summary>
    /// <param name="folder">Folder for its data; made if missing.</param>
    /// <param name="host">Address to listen on.</param>
    /// <param name="prefix">Command that starts the program, for example in another network namespace.</param>
    public static async Task<RedisServer> StartAsync(string folder, string host = "127.0.0.1", IReadOnlyList<string>? prefix = null)
    {
        RedisServer redis = new(folder, host, FreePort.Take(), prefix ?? []);
        await redis.StartAgainAsync();
        return redis;
    }

    /// <summary>Asks it to end, and waits until it has.</summary>
    public async Task StopAsync()
    {
        if (_server is { } server)
        {
            server.Send(Signals.Terminate);
            await server.EndAsync();
            server.Dispose();
            _server = null;
        }
    }

    /// <summary>Starts it at the same port with the data that it had.</summary>
    public async Task StartAgainAsync()
    {
        Directory.CreateDirectory(_folder);
        string[] command =
        [
            .. _prefix, Program, "--port", $"{_port}", "--bind", _host, "--protected-mode", "no", "--dir", _folder, "--appendonly", "yes", "--save", "",
        ];
        _server = ChildProcess.Start(command, []);
        await _server.Output.FirstAsync(line => line.Contains("Ready to accept connections", StringComparison.Ordinal));
    }

    /// <summary>Starts it at the same port without any data.</summary>
    public async Task StartEmptyAsync()
    {
        Directory.Delete(_folder, recursive: true);
        await StartAgainAsync();
    }

    /// <inheritdoc/>
    public void Dispose() => _server?.Dispose();
}
