using System.Net;
using Cdarts.Engine;
using Cdarts.Grains.Hosting;
using Cdarts.Silo.Commands;
using Cdarts.Silo.Embedded;
using Cdarts.Silo.Membership;
using Cdarts.Silo.Redis;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using StackExchange.Redis;

namespace Cdarts.Silo.Clustered;

/// <summary>A silo that is this process: joins the cluster, offers its device, and leaves when it is asked to.</summary>
internal sealed class ClusterSilo(SiloSettings settings, EngineServices engine, TextWriter output, TextWriter error, TimeProvider time)
{
    private const int StartAttempts = 5;

    /// <summary>Runs until <paramref name="stop"/>.</summary>
    /// <exception cref="SiloException">The silo cannot join.</exception>
    public async Task<SiloExitCode> RunAsync(CancellationToken stop)
    {
        IConnectionMultiplexer? redis = null;
        try
        {
            redis = await ConnectAsync(stop);
            IHost host = await StartAsync(redis, stop);
            GuardVerdict verdict = host.Services.GetRequiredService<GuardVerdict>();
            await WaitAsync(host, stop);
            // Without its row a silo would try for minutes to say that it leaves, and there is nobody to say it to.
            TimeSpan patience = verdict.IsLost ? ClusterHost.LostTimeout : ClusterHost.ShutdownTimeout;
            await Task.WhenAny(EmbeddedHost.ReleaseAsync(host), Task.Delay(patience, time, CancellationToken.None));
            return verdict.IsLost ? SiloExitCode.MembershipLost : SiloExitCode.Done;
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return SiloExitCode.Done;
        }
        finally
        {
            if (redis is not null)
            {
                await redis.DisposeAsync();
            }
        }
    }

    private async Task<IConnectionMultiplexer?> ConnectAsync(CancellationToken stop)
    {
        if (settings.Redis is null)
        {
            error.WriteLine(
                $"Without --redis this cluster lives on this machine alone, and its membership and its runs' state in the memory of its silos: losing the first one loses the cluster.");
            return null;
        }

        try
        {
            IConnectionMultiplexer redis = await new RedisLink(time).ConnectAsync(settings.Redis, RedisLink.Deadline, error.WriteLine, stop);
            foreach (string advice in await RedisAdvice.ReadAsync(redis))
            {
                error.WriteLine(advice);
            }

            return redis;
        }
        catch (CdartsException problem) when (problem is RedisUnreachableException or RedisRefusedException)
        {
            throw new SiloException(problem is RedisRefusedException ? SiloExitCode.BadConfiguration : SiloExitCode.Unreachable, problem.Message, problem);
        }
    }

    private async Task<IHost> StartAsync(IConnectionMultiplexer? redis, CancellationToken stop)
    {
        for (int attempt = 1; ; attempt++)
        {
            SiloPorts ports = SiloPorts.Of(settings);
            IHost host = ClusterHost.Build(settings, ports, redis, engine, error, time);
            try
            {
                if (redis is not null)
                {
                    NameCheck names = new(host.Services.GetRequiredService<IMembershipTable>(), NameCheck.TryConnectAsync, time);
                    await names.RequireFreeAsync(settings.SiloName, new IPEndPoint(settings.Advertise, ports.Silo), stop);
                }

                await host.StartAsync(stop);
                output.WriteLine(
                    $"silo {settings.SiloName} is active in cluster {settings.Cluster}: device {settings.Device}, silo port {ports.Silo}, gateway port {ports.Gateway}, Orleans membership on {settings.MembershipPlace}");
                output.Flush();
                return host;
            }
            catch (Exception problem)
            {
                await EmbeddedHost.ReleaseAsync(host);
                if (!LoopbackPorts.WasTaken(problem))
                {
                    throw;
                }

                if (!ports.AreChosen || attempt == StartAttempts)
                {
                    throw new SiloException(
                        SiloExitCode.InUse, $"Port {ports.Silo} or {ports.Gateway} at {settings.Advertise} is taken: choose others with --silo-port and --gateway-port.", problem);
                }
            }
        }
    }

    private static async Task WaitAsync(IHost host, CancellationToken stop)
    {
        CancellationToken stopping = host.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping;
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stop, stopping);
        await Task.Delay(Timeout.Infinite, either.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }
}
