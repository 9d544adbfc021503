using System.Net.NetworkInformation;
using Cdarts.Contracts.Events;
using Cdarts.Contracts.Grains;
using Cdarts.Engine;
using Cdarts.Silo.Embedded;
using Cdarts.Silo.Runs;
using Cdarts.Silo.Tests.Fakes;

namespace Cdarts.Silo.Tests.Embedded;

public sealed class EmbeddedClusterTests
{
    [Fact]
    public async Task A_run_completes_and_leaves_state_but_neither_lock_nor_endpoint()
    {
        using RunFolder folder = new();
        await using (EmbeddedCluster cluster = await folder.StartAsync())
        {
            Assert.Empty(cluster.Warnings);
            RunStatus status = await folder.RunToEndAsync(cluster);
            Assert.Equal((RunState.Completed, 1L), (status.State, status.Generation));
        }

        Assert.False(RunLock.IsHeld(folder.Path));
        Assert.Null(RunEndpoint.TryRead(folder.Path));
        Assert.False(File.Exists(folder.File("silo.log")), File.Exists(folder.File("silo.log")) ? File.ReadAllText(folder.File("silo.log")) : "");

        await using EmbeddedCluster again = await folder.StartAsync();
        ICoordinatorGrain coordinator = again.Grains.GetGrain<ICoordinatorGrain>(folder.Name);
        Assert.Equal(StartOutcome.AlreadyCompleted, await coordinator.Start(folder.Command));
        Assert.Equal(RunState.Completed, (await coordinator.Status()).State);
    }

    [Fact]
    public async Task Two_clusters_live_in_one_process_and_listen_on_loopback_only()
    {
        using RunFolder first = new();
        using RunFolder second = new();
        await using EmbeddedCluster one = await first.StartAsync();
        await using EmbeddedCluster two = await second.StartAsync();

        RunStatus[] ends = await Task.WhenAll(first.RunToEndAsync(one), second.RunToEndAsync(two));

        Assert.All(ends, e => Assert.Equal(RunState.Completed, e.State));
        Assert.Equal(RunState.Unknown, (await one.Grains.GetGrain<ICoordinatorGrain>(second.Name).Status()).State);
        var listeners = IPGlobalProperties.GetIPGlobalProperties().GetActiveTcpListeners();
        Assert.All(listeners.Where(l => l.Port == one.Endpoint.GatewayPort), l => Assert.Equal(System.Net.IPAddress.Loopback, l.Address));
        Assert.Contains(listeners, l => l.Port == one.Endpoint.GatewayPort);
    }

    [Fact]
    public async Task A_second_cluster_on_the_folder_is_refused_with_the_holder()
    {
        using RunFolder folder = new();
        await using EmbeddedCluster cluster = await folder.StartAsync();

        RunInUseException refused = await Assert.ThrowsAsync<RunInUseException>(folder.StartAsync);

        Assert.Equal(
            $"Run {folder.Name} is in use by process {Environment.ProcessId} on {Environment.MachineName}: follow it with `cdarts watch {folder.Name}`, or stop it first.",
            refused.Message);
        Assert.Equal(cluster.Endpoint, refused.Holder);
    }

    [Fact]
    public async Task A_missing_folder_is_one_sentence()
    {
        EmbeddedClusterOptions options = new() { RunFolder = "/nonexistent/run", RunName = "run", Engine = new InstantEngine().Services };

        CdartsException refused = await Assert.ThrowsAsync<CdartsException>(() => EmbeddedCluster.StartAsync(options, CancellationToken.None));

        Assert.StartsWith("The run folder /nonexistent/run cannot be locked", refused.Message);
    }

    [Fact]
    public async Task Damaged_grain_state_is_moved_aside_and_the_generation_goes_on_from_the_folder()
    {
        using RunFolder folder = new();
        await using (EmbeddedCluster cluster = await folder.StartAsync())
        {
            folder.Engine.Go.Reset();
            await StopAfterStartAsync(folder, cluster);
        }

        await File.WriteAllTextAsync(folder.File("grains.db"), "this is not a database, but long enough to look like the header of one, and then some more");
        folder.Engine.Go.Set();
        folder.Engine.FolderGeneration = 7;
        await using EmbeddedCluster after = await folder.StartAsync();
        RunStatus status = await folder.RunToEndAsync(after);

        Assert.Contains("grains.db could not be read", Assert.Single(after.Warnings));
        Assert.Single(Directory.GetFiles(folder.Path, "grains.db.damaged-*"));
        Assert.Equal((RunState.Completed, 8L), (status.State, status.Generation));
    }

    [Fact]
    public async Task A_run_that_was_active_when_its_process_died_goes_on_with_the_next_generation()
    {
        using RunFolder folder = new();
        folder.Engine.Go.Reset();
        await using (EmbeddedCluster cluster = await folder.StartAsync())
        {
            // Ending the silo without a stop leaves the record as a death would.
            ICoordinatorGrain coordinator = cluster.Grains.GetGrain<ICoordinatorGrain>(folder.Name);
            await coordinator.Start(folder.Command);
            await RunningAsync(folder, coordinator);
        }

        folder.Engine.Go.Set();
        await using EmbeddedCluster again = await folder.StartAsync();
        RunStatus status = await folder.RunToEndAsync(again);

        Assert.Equal(RunState.Completed, status.State);
        Assert.True(status.Generation > 1);
    }

    private static async Task StopAfterStartAsync(RunFolder folder, EmbeddedCluster cluster)
    {
        ICoordinatorGrain coordinator = cluster.Grains.GetGrain<ICoordinatorGrain>(folder.Name);
        await coordinator.Start(folder.Command);
        await RunningAsync(folder, coordinator);
        await coordinator.Stop(checkpoint: true);
        Assert.Equal(RunState.Stopped, (await folder.EndAsync(coordinator)).State);
    }

    private static async Task RunningAsync(RunFolder folder, ICoordinatorGrain coordinator)
    {
        await foreach (RunEvent item in coordinator.Watch(null, folder.Patience))
        {
            if (item is PhaseStarted or RunSnapshot { Status.State: RunState.Running })
            {
                return;
            }
        }
    }
}
