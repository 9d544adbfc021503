using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Cdarts.EndToEnd.Tests.Support;

/// <summary>A redis-server of the test's own: on a free port of the loopback address, with an append-only file in a temporary folder. Ended by its id.</summary>
internal sealed class RedisServer : IAsyncDisposable
{
    private const string Program = "redis-server";

    private readonly TemporaryFolder _folder = new();
    private Process? _process;

    private RedisServer(int port) => Port = port;

    public int Port { get; }

    /// <summary>As <c>--redis</c> takes it.</summary>
    public string Address => $"127.0.0.1:{Port}";

    /// <summary>Starts one; a machine without Redis skips the test.</summary>
    public static async Task<RedisServer> StartAsync()
    {
        Skip.IfNot(IsInstalled(), $"{Program} is not installed: apt-get install {Program}");
        RedisServer server = new(FreePort());
        await server.RestartAsync();
        return server;
    }

    /// <summary>Starts it, again on the same port, with the data that it had.</summary>
    public async Task RestartAsync()
    {
        Transcript output = new();
        ProcessStartInfo start = new(
            Program,
            [
                "--port", $"{Port}", "--bind", "127.0.0.1", "--dir", _folder.Path, "--appendonly", "yes", "--appendfsync", "always", "--save", "",
                "--maxmemory-policy", "noeviction",
            ])
        {
            RedirectStandardOutput = true,
        };
        _process = new Process { StartInfo = start };
        _process.OutputDataReceived += (_, line) => output.Add(line.Data);
        _process.Start();
        _process.BeginOutputReadLine();
        await output.FirstAsync(line => line.Contains("Ready to accept connections", StringComparison.Ordinal));
    }

    /// <summary>Ends it at once; its data stay.</summary>
    public async Task StopAsync()
    {
        if (_process is { } process)
        {
            _process = null;
            process.Kill();
            await process.WaitForExitAsync();
            process.Dispose();
        }
    }

    /// <summary>Takes the data away from a server that is stopped.</summary>
    public void LoseData() => Directory.EnumerateFileSystemEntries(_folder.Path).ToList().ForEach(entry =>
    {
        if (Directory.Exists(entry))
        {
            Directory.Delete(entry, recursive: true);
        }
        else
        {
            File.Delete(entry);
        }
    });

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _folder.Dispose();
    }

    private static bool IsInstalled() => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Any(folder => File.Exists(Path.Combine(folder, Program)));

    private static int FreePort()
    {
        using TcpListener probe = new(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }
}
