using Cdarts.Engine;
using Cdarts.Silo.Clustered;
using Cdarts.Silo.Commands;
using Cdarts.Silo.Embedded;
using Cdarts.Silo.Redis;
using Cdarts.Silo.Runs;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Orleans.Configuration;
using Polly;
using StackExchange.Redis;

namespace Cdarts.Silo.Clients;

/// <summary>A console's connection with a cluster; it goes on over another silo when the one that it speaks to dies.</summary>
public sealed class ClusterConnection : IAsyncDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    private readonly IHost _host;
    private readonly IConnectionMultiplexer? _redis;

    private ClusterConnection(IHost host, IConnectionMultiplexer? redis)
    {
        _host = host;
        _redis = redis;
        Grains = host.Services.GetRequiredService<IGrainFactory>();
    }

    /// <summary>Gives references to the cluster's grains; calls give up after 5 s. Thread-safe.</summary>
    public IGrainFactory Grains { get; }

    /// <summary>Connects; tries again with jittered back-off, for at most 30 s in all.</summary>
    /// <exception cref="ClusterUnreachableException">Redis does not answer, or no silo of the cluster is active.</exception>
    /// <exception cref="CdartsException">Redis refuses the login.</exception>
    public static async Task<ClusterConnection> ConnectAsync(ClusterAddress address, TimeProvider time, CancellationToken cancellationToken)
    {
        IConnectionMultiplexer? redis = null;
        try
        {
            redis = address.Redis is null ? null : await new RedisLink(time).ConnectAsync(address.Redis, Deadline, _ => { }, cancellationToken);
            return new(await Pipeline(time).ExecuteAsync(async token => await StartAsync(address, redis, token), cancellationToken), redis);
        }
        catch (Exception e)
        {
            if (redis is not null)
            {
                await redis.DisposeAsync();
            }

            cancellationToken.ThrowIfCancellationRequested();
            throw e switch
            {
                RedisRefusedException => e,
                RedisUnreachableException => new ClusterUnreachableException(e.Message, e),
                _ => new ClusterUnreachableException($"No silo of {address} answers: start one with cdarts-silo, or see whether the name of the cluster is right.", e),
            };
        }
    }

    /// <summary>Closes the connection.</summary>
    public async ValueTask DisposeAsync()
    {
        await RunConnection.ReleaseAsync(_host);
        if (_redis is not null)
        {
            await _redis.DisposeAsync();
        }
    }

    private static ResiliencePipeline Pipeline(TimeProvider time) => PatientRetry.Build(
        time, Deadline, first: TimeSpan.FromMilliseconds(300), longest: TimeSpan.FromSeconds(3), error => error is not OperationCanceledException);

    private static async Task<IHost> StartAsync(ClusterAddress address, IConnectionMultiplexer? redis, CancellationToken cancellationToken)
    {
        IHost host = Build(address, redis);
        try
        {
            await host.StartAsync(cancellationToken).WaitAsync(cancellationToken);
            return host;
        }
        catch
        {
            await RunConnection.ReleaseAsync(host);
            throw;
        }
    }

    private static IHost Build(ClusterAddress address, IConnectionMultiplexer? redis)
    {
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(new());
        builder.Services.AddSingleton<IHostLifetime, SilentLifetime>();
        builder.Services.Configure<HostOptions>(o => o.ShutdownTimeout = TimeSpan.FromSeconds(2));
        builder.UseOrleansClient(client =>
        {
            if (redis is null)
            {
                client.UseLocalhostClustering(SiloSettings.DefaultGatewayPort, EmbeddedCluster.ServiceId, address.Name);
            }
            else
            {
                client.Configure<ClusterOptions>(o => (o.ServiceId, o.ClusterId) = (EmbeddedCluster.ServiceId, address.Name));
                ConfigurationOptions configuration = ConfigurationOptions.Parse(redis.Configuration);
                client.UseRedisClustering(o => (o.ConfigurationOptions, o.CreateMultiplexer) = (configuration, _ => Task.FromResult((redis, true))));
            }

            client.Configure<GatewayOptions>(o => o.GatewayListRefreshPeriod = TimeSpan.FromSeconds(5));
            client.Configure<ClientMessagingOptions>(o => (o.ResponseTimeout, o.MaxMessageBodySize) = (TimeSpan.FromSeconds(5), ClusterOptionsExtensions.LargestMessage));
        });
        return builder.Build();
    }
}
