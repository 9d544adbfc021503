using Cdarts.Silo.Embedded;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Orleans.Configuration;

namespace Cdarts.Silo.Runs;

/// <summary>A second console's connection to the process that trains a run.</summary>
public sealed class RunConnection : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly IHost _host;

    private RunConnection(IHost host)
    {
        _host = host;
        Grains = host.Services.GetRequiredService<IGrainFactory>();
    }

    /// <summary>Gives references to the grains of the run's cluster; calls give up after 5 s. Thread-safe.</summary>
    public IGrainFactory Grains { get; }

    /// <summary>Connects.</summary>
    /// <param name="endpoint">Where to; read it while the run folder's lock is held.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="ClusterUnreachableException">Nobody answers there within 10 s, or the run is on another machine.</exception>
    public static async Task<RunConnection> ConnectAsync(RunEndpoint endpoint, CancellationToken cancellationToken)
    {
        if (endpoint.Host != Environment.MachineName)
        {
            throw new ClusterUnreachableException($"The run is trained on {endpoint.Host}, and only consoles on that machine can reach it: connect there.");
        }

        IHost host = Build(endpoint);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(Patience);
        try
        {
            await host.StartAsync(patience.Token).WaitAsync(patience.Token);
            return new(host);
        }
        catch (Exception e)
        {
            await ReleaseAsync(host);
            cancellationToken.ThrowIfCancellationRequested();
            throw new ClusterUnreachableException(
                $"Process {endpoint.ProcessId}, which trains the run, does not answer on port {endpoint.GatewayPort}: try again, or look at silo.log in the run folder.",
                e);
        }
    }

    /// <summary>Closes the connection.</summary>
    public async ValueTask DisposeAsync() => await ReleaseAsync(_host);

    private static IHost Build(RunEndpoint endpoint)
    {
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(new());
        builder.Services.AddSingleton<IHostLifetime, SilentLifetime>();
        builder.Services.Configure<HostOptions>(o => o.ShutdownTimeout = TimeSpan.FromSeconds(2));
        builder.UseOrleansClient(client =>
        {
            client.UseLocalhostClustering(endpoint.GatewayPort, EmbeddedCluster.ServiceId, endpoint.ClusterId);
            client.Configure<ClientMessagingOptions>(o => o.ResponseTimeout = TimeSpan.FromSeconds(5));
        });
        return builder.Build();
    }

    /// <summary>Ends a client's host, whatever state it is in.</summary>
    internal static async Task ReleaseAsync(IHost host)
    {
        try
        {
            await host.StopAsync();
        }
        catch (Exception)
        {
            // The other side may be gone already; there is nothing to save here.
        }

        if (host is IAsyncDisposable disposable)
        {
            await disposable.DisposeAsync();
        }
    }
}
