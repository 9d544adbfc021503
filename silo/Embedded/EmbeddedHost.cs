using System.Net;
using Cdarts.Grains.Hosting;
using Cdarts.Silo.Logging;
using Cdarts.Silo.Runs;
using Cdarts.Silo.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Configuration;

namespace Cdarts.Silo.Embedded;

/// <summary>Composes the host of an embedded cluster.</summary>
internal static class EmbeddedHost
{
    private const string SiloName = "local";

    /// <summary>Builds the host; nothing runs yet.</summary>
    public static IHost Build(EmbeddedClusterOptions options, GrainStateFile state, int siloPort, RunEndpoint endpoint)
    {
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(new());
        builder.Services.AddSingleton<IHostLifetime, SilentLifetime>();
        builder.Services.AddSingleton(options.Time);
        builder.Services.Configure<HostOptions>(o => o.ShutdownTimeout = TimeSpan.FromSeconds(5));
        builder.Logging.SetMinimumLevel(options.LogLevel);
        builder.Logging.AddProvider(options.Logging ?? new FileLoggerProvider(Path.Combine(options.RunFolder, "silo.log"), options.Time));
        // Advice for dedicated servers that a training on one machine cannot follow.
        builder.Logging.AddFilter("Orleans.Runtime.Silo", LogLevel.Error).AddFilter("Orleans.Runtime.Watchdog", LogLevel.Error);
        builder.UseOrleans(silo =>
        {
            silo.UseLocalhostClustering(siloPort, endpoint.GatewayPort, new IPEndPoint(IPAddress.Loopback, siloPort), EmbeddedCluster.ServiceId, endpoint.ClusterId);
            silo.Configure<SiloOptions>(o => o.SiloName = SiloName);
            silo.AddAdoNetGrainStorage(GrainStorageNames.Runs, o =>
            {
                o.Invariant = GrainStateFile.Invariant;
                o.ConnectionString = state.ConnectionString;
            });
            silo.AddCdarts(options.Engine, replica => replica.Device = options.Device);
        });
        return builder.Build();
    }

    /// <summary>Stops a host, started or not.</summary>
    public static async Task ReleaseAsync(IHost host)
    {
        try
        {
            await host.StopAsync();
        }
        catch (Exception e)
        {
            host.Services.GetRequiredService<ILoggerFactory>().CreateLogger(nameof(EmbeddedHost)).LogWarning(e, "The silo did not stop cleanly");
        }

        if (host is IAsyncDisposable disposable)
        {
            await disposable.DisposeAsync();
        }
    }
}
