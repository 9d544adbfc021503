using Cdarts.Engine;
using Cdarts.Silo.Runs;
using Cdarts.Silo.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Cdarts.Silo.Embedded;

/// <summary>
/// A cluster of one silo in this process, for one run: grain state in the run folder, free ports on the loopback address, the folder's lock and
/// endpoint for other consoles. Several may live in one process.
/// </summary>
public sealed class EmbeddedCluster : IAsyncDisposable
{
    /// <summary>Orleans service id of all clusters; it prefixes the keys of grain state.</summary>
    internal const string ServiceId = "cdarts";

    private const int StartAttempts = 5;
    private const int LockAttempts = 5;

    private readonly EmbeddedClusterOptions _options;
    private readonly RunLock _lock;
    private readonly IHost _host;
    private bool _stopped;

    private EmbeddedCluster(EmbeddedClusterOptions options, RunLock runLock, IHost host, RunEndpoint endpoint, IReadOnlyList<string> warnings)
    {
        _options = options;
        _lock = runLock;
        _host = host;
        Endpoint = endpoint;
        Warnings = warnings;
        Grains = host.Services.GetRequiredService<IGrainFactory>();
    }

    /// <summary>Gives references to the cluster's grains. Thread-safe.</summary>
    public IGrainFactory Grains { get; }

    /// <summary>Where other consoles connect.</summary>
    public RunEndpoint Endpoint { get; }

    /// <summary>What the user should know about the start, one sentence each; usually empty.</summary>
    public IReadOnlyList<string> Warnings { get; }

    /// <summary>Takes the run folder's lock and starts the silo; takes a second or two.</summary>
    /// <exception cref="RunInUseException">Another process, or another cluster of this one, trains in the folder.</exception>
    /// <exception cref="CdartsException">The folder cannot be used.</exception>
    public static async Task<EmbeddedCluster> StartAsync(EmbeddedClusterOptions options, CancellationToken cancellationToken)
    {
        RunLock runLock = await AcquireAsync(options, cancellationToken);
        try
        {
            GrainStateFile state = new(options.RunFolder, options.Time);
            string? warning = state.Prepare();
            for (int attempt = 1; ; attempt++)
            {
                var (siloPort, gatewayPort) = LoopbackPorts.FindFree();
                RunEndpoint endpoint = new(
                    gatewayPort, Environment.ProcessId, Environment.MachineName, $"{options.RunName}-{Guid.NewGuid():N}", options.Time.GetUtcNow());
                IHost host = EmbeddedHost.Build(options, state, siloPort, endpoint);
                try
                {
                    await host.StartAsync(cancellationToken);
                    endpoint.Write(options.RunFolder);
                    return new(options, runLock, host, endpoint, warning is null ? [] : [warning]);
                }
                catch (Exception e)
                {
                    await EmbeddedHost.ReleaseAsync(host);
                    if (!LoopbackPorts.WasTaken(e) || attempt == StartAttempts)
                    {
                        throw;
                    }
                }
            }
        }
        catch (Exception e)
        {
            runLock.Dispose();
            if (e is IOException or UnauthorizedAccessException)
            {
                throw new CdartsException($"The run folder {options.RunFolder} cannot be written ({e.Message}): check its permissions and the free space.", e);
            }

            throw;
        }
    }

    /// <summary>Stops the silo (a running phase is left after its step, without a checkpoint), removes the endpoint and frees the lock. Idempotent.</summary>
    public async Task StopAsync()
    {
        if (_stopped)
        {
            return;
        }

        _stopped = true;
        try
        {
            await EmbeddedHost.ReleaseAsync(_host);
        }
        finally
        {
            GrainStateFile.Release(_options.RunFolder);
            RunEndpoint.Remove(_options.RunFolder);
            _lock.Dispose();
        }
    }

    /// <summary>As <see cref="StopAsync"/>.</summary>
    public async ValueTask DisposeAsync() => await StopAsync();

    private static async Task<RunLock> AcquireAsync(EmbeddedClusterOptions options, CancellationToken cancellationToken)
    {
        for (int attempt = 1; ; attempt++)
        {
            if (RunLock.TryAcquire(options.RunFolder) is { } acquired)
            {
                return acquired;
            }

            if (attempt == LockAttempts)
            {
                throw new RunInUseException(options.RunName, RunEndpoint.TryRead(options.RunFolder));
            }

            // A console that only asks whether the lock is held has it for a moment.
            await Task.Delay(TimeSpan.FromMilliseconds(40), cancellationToken);
        }
    }
}
