using System.Net;
using Cdarts.Engine.Native;
using Cdarts.Grains.Hosting;
using Cdarts.Silo.Commands;
using Cdarts.Silo.Embedded;
using Cdarts.Silo.Logging;
using Cdarts.Silo.Membership;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Configuration;
using Orleans.Persistence;
using StackExchange.Redis;

namespace Cdarts.Silo.Clustered;

/// <summary>Composes the host of a silo that is a process of its own.</summary>
internal static class ClusterHost
{
    /// <summary>What a step and its checkpoint may take, and the leaving.</summary>
    public static TimeSpan ShutdownTimeout { get; } = TimeSpan.FromSeconds(30);

    /// <summary>How long the end of a silo that the membership no longer knows may take: a checkpoint in hand is finished or left out, as after a crash.</summary>
    public static TimeSpan LostTimeout { get; } = TimeSpan.FromSeconds(3);

    /// <summary>How long an end waits for the group to go on without this silo's replica: a step, and a checkpoint if it is the last one.</summary>
    private static TimeSpan DrainPatience { get; } = TimeSpan.FromSeconds(20);

    /// <summary>Builds the host; nothing runs yet.</summary>
    public static IHost Build(SiloSettings settings, SiloPorts ports, IConnectionMultiplexer? redis, EngineServices engine, TextWriter error, TimeProvider time)
    {
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(new());
        builder.Services.AddSingleton<IHostLifetime, SilentLifetime>();
        builder.Services.AddSingleton(time);
        builder.Services.AddSingleton<GuardVerdict>();
        builder.Services.Configure<HostOptions>(o => o.ShutdownTimeout = ShutdownTimeout);
        AddLogging(builder, settings, error, time);
        builder.UseOrleans(silo =>
        {
            silo.Configure<ClusterOptions>(o => (o.ServiceId, o.ClusterId) = (EmbeddedCluster.ServiceId, settings.Cluster));
            silo.Configure<SiloOptions>(o => o.SiloName = settings.SiloName);
            silo.ConfigureMembership();
            silo.ConfigureDirectory(settings.Directory);
            if (redis is null)
            {
                UseThisMachine(silo, settings, ports);
            }
            else
            {
                UseRedis(silo, redis);
                silo.ConfigureEndpoints(settings.Advertise, ports.Silo, ports.Gateway);
            }

            silo.AddCdarts(
                engine,
                replica => (replica.Device, replica.DrainPatience) = (settings.Device, DrainPatience),
                coordinator => coordinator.PatientStorage = coordinator.Reminders = redis is not null);
        });
        builder.Services.AddSingleton<IFatalErrorHandler>(services => new FatalEnd(code => ProcessEnd.Now((int)code), services.GetRequiredService<ILogger<FatalEnd>>()));
        if (redis is not null)
        {
            builder.Services.AddSingleton<IMembershipRow>(services => ActivatorUtilities.CreateInstance<RedisMembershipRow>(services, redis));
            builder.Services.AddHostedService<MembershipGuard>();
        }

        return builder.Build();
    }

    private static void AddLogging(HostApplicationBuilder builder, SiloSettings settings, TextWriter error, TimeProvider time)
    {
        RunLogs runLogs = new(settings.SiloName, time);
        builder.Services.AddSingleton<IRunLogs>(runLogs);
        builder.Logging.SetMinimumLevel(LogLevel.Trace).AddProvider(runLogs).AddProvider(new ErrorLines(error, time, settings.LogLevel <= LogLevel.Debug));
        builder.Logging.AddFilter<RunLogs>(null, LogLevel.None).AddFilter<RunLogs>("Cdarts", LogLevel.Information);
        // Orleans tells much that only helps who debugs Orleans.
        LogLevel orleans = settings.LogLevel == LogLevel.Information ? LogLevel.Warning : settings.LogLevel;
        builder.Logging.AddFilter<ErrorLines>(null, orleans).AddFilter<ErrorLines>("Cdarts", settings.LogLevel);
        // Advice for servers that do nothing but Orleans.
        builder.Logging.AddFilter<ErrorLines>("Orleans.Runtime.Silo", LogLevel.Error).AddFilter<ErrorLines>("Orleans.Runtime.Watchdog", LogLevel.Error);
    }

    private static void UseRedis(ISiloBuilder silo, IConnectionMultiplexer redis)
    {
        // Shared: whoever stops first leaves it open for the membership, which has the last word.
        Task<(IConnectionMultiplexer Multiplexer, bool IsShared)> connection = Task.FromResult((redis, true));
        // The options are validated, though the connection is there.
        ConfigurationOptions configuration = ConfigurationOptions.Parse(redis.Configuration);
        silo.UseRedisClustering(o => (o.ConfigurationOptions, o.CreateMultiplexer) = (configuration, _ => connection));
        silo.AddRedisGrainStorage(GrainStorageNames.Runs, (RedisStorageOptions o) =>
            (o.ConfigurationOptions, o.CreateMultiplexer, o.GrainStorageSerializer) = (configuration, _ => connection, new GrainStorageJson()));
        silo.UseRedisReminderService(o => (o.ConfigurationOptions, o.CreateMultiplexer) = (configuration, _ => connection));
    }

    private static void UseThisMachine(ISiloBuilder silo, SiloSettings settings, SiloPorts ports)
    {
        silo.UseLocalhostClustering(ports.Silo, ports.Gateway, new IPEndPoint(IPAddress.Loopback, settings.PrimaryPort), EmbeddedCluster.ServiceId, settings.Cluster);
        silo.AddMemoryGrainStorage(GrainStorageNames.Runs);
        silo.UseInMemoryReminderService();
    }
}
