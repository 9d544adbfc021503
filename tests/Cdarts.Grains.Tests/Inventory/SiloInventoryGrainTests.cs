using Cdarts.Contracts.Grains;
using Cdarts.Grains.Tests.Fakes;

namespace Cdarts.Grains.Tests.Inventory;

public sealed class SiloInventoryGrainTests(TwoReplicas cluster) : IClassFixture<TwoReplicas>
{
    [Fact]
    public async Task Every_silo_tells_of_itself()
    {
        ISiloInventoryGrain inventory = cluster.Grains.GetGrain<ISiloInventoryGrain>(0);
        using CancellationTokenSource patience = new(TimeSpan.FromSeconds(60));
        IReadOnlyList<SiloEntry> silos;
        do
        {
            patience.Token.ThrowIfCancellationRequested();
            silos = await inventory.List();
        }
        while (silos.Any(silo => silo.Record is null));

        Assert.Equal(2, silos.Count);
        Assert.Equal(silos.OrderBy(silo => silo.Name, StringComparer.Ordinal), silos);
        Assert.All(silos, silo =>
        {
            Assert.Equal(("Active", silo.Name, "cpu", Environment.ProcessId), (silo.Membership, silo.Record!.Name, silo.Record.Device, silo.Record.ProcessId));
            Assert.True(silo.Record is { Cores: > 0, MemoryBytes: > 0, RunName: null, Generation: 0 });
        });
    }

    [Fact]
    public async Task A_silo_that_is_no_member_is_not_listed()
    {
        ISiloInventoryGrain inventory = cluster.Grains.GetGrain<ISiloInventoryGrain>(1);

        await inventory.Note(new("stranger", "cpu", "h", 1, "v", 1, 1, DateTimeOffset.UnixEpoch, null, 0));

        IReadOnlyList<SiloEntry> silos = await inventory.List();
        Assert.DoesNotContain("stranger", silos.Select(silo => silo.Name));
        Assert.All(silos, silo => Assert.Null(silo.Record));
    }
}
