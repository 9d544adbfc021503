using System.Net;
using System.Net.Sockets;
using Cdarts.Contracts.Events;
using Cdarts.Contracts.Grains;
using Cdarts.Silo.Embedded;
using Cdarts.Silo.Runs;
using Cdarts.Silo.Tests.Fakes;

namespace Cdarts.Silo.Tests.Runs;

public sealed class RunConnectionTests
{
    [Fact]
    public async Task A_second_console_watches_and_stops_the_run()
    {
        using RunFolder folder = new();
        folder.Engine.Go.Reset();
        await using EmbeddedCluster cluster = await folder.StartAsync();
        await cluster.Grains.GetGrain<ICoordinatorGrain>(folder.Name).Start(folder.Command);

        await using RunConnection console = await RunConnection.ConnectAsync(RunEndpoint.TryRead(folder.Path)!, folder.Patience);
        ICoordinatorGrain coordinator = console.Grains.GetGrain<ICoordinatorGrain>(folder.Name);
        List<RunEvent> seen = [];
        await foreach (RunEvent item in coordinator.Watch(null, folder.Patience))
        {
            seen.Add(item);
            if (item is PhaseStarted || (seen.Count == 1 && item is RunSnapshot { Status.State: RunState.Running }))
            {
                await coordinator.Stop(checkpoint: true);
            }
        }

        Assert.IsType<RunSnapshot>(seen[0]);
        RunStatus end = Assert.IsType<RunEnded>(seen[^1]).Status;
        Assert.Equal((RunState.Stopped, "g1"), (end.State, end.Checkpoint!.Name));
    }

    [Fact]
    public async Task Nobody_at_the_port_is_a_cluster_that_cannot_be_reached()
    {
        using TcpListener taken = new(IPAddress.Loopback, 0);
        taken.Start();
        int port = ((IPEndPoint)taken.LocalEndpoint).Port;
        taken.Stop();
        RunEndpoint endpoint = new(port, 4711, Environment.MachineName, "gone", DateTimeOffset.UnixEpoch);

        var failure = await Assert.ThrowsAsync<ClusterUnreachableException>(() => RunConnection.ConnectAsync(endpoint, CancellationToken.None));

        Assert.Equal(
            $"Process 4711, which trains the run, does not answer on port {port}: try again, or look at silo.log in the run folder.", failure.Message);
    }

    [Fact]
    public async Task A_run_on_another_machine_is_told_at_once()
    {
        RunEndpoint endpoint = new(1, 1, "elsewhere", "c", DateTimeOffset.UnixEpoch);

        var failure = await Assert.ThrowsAsync<ClusterUnreachableException>(() => RunConnection.ConnectAsync(endpoint, CancellationToken.None));

        Assert.Contains("elsewhere", failure.Message);
    }
}
