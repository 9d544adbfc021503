using Cdarts.Contracts.Grains;
using Cdarts.Grains.Networks;
using Cdarts.Grains.Tests.Fakes;

namespace Cdarts.Grains.Tests.Networks;

public sealed class NetworkGrainTests(OneReplica cluster) : IClassFixture<OneReplica>
{
    private readonly ISearchNetworkGrain _search = cluster.Grains.GetGrain<ISearchNetworkGrain>(Guid.NewGuid().ToString());
    private readonly IEvaluationNetworkGrain _evaluation = cluster.Grains.GetGrain<IEvaluationNetworkGrain>(Guid.NewGuid().ToString());

    [Fact]
    public async Task The_same_alphas_of_a_cycle_give_the_same_topology_and_others_a_new_one()
    {
        DerivedTopology first = await _search.DeriveTopology(1, 0, new([1], "d1"));

        Assert.Equal(first, await _search.DeriveTopology(1, 0, new([99], "d1")));
        Assert.Equal(new(0, "{\"from\":2}", "d2"), await _search.DeriveTopology(1, 0, new([2], "d2")));
        await _search.DeriveTopology(1, 1, new([3], "d3"));
        Assert.Equal(["d2", "d3"], (await _search.History()).Select(t => t.AlphasDigest));
    }

    [Fact]
    public async Task A_rebuild_replaces_the_history()
    {
        await _search.DeriveTopology(1, 0, new([1], "d1"));
        await _search.DeriveTopology(1, 1, new([2], "d2"));

        await _search.Rebuild(2, [new(0, "{}", "d0")], new([0], "d0"), ["a/cpu"]);

        Assert.Equal([new DerivedTopology(0, "{}", "d0")], await _search.History());
    }

    [Fact]
    public async Task Commands_of_an_older_generation_are_refused()
    {
        await _search.Rebuild(5, [], new([1], "d"), []);
        await _evaluation.Adopt(5, new(0, "{}", "d"), new());

        await Assert.ThrowsAsync<StaleGenerationException>(() => _search.DeriveTopology(4, 0, new([1], "d")));
        await Assert.ThrowsAsync<StaleGenerationException>(() => _search.Rebuild(4, [], new([1], "d"), []));
        await Assert.ThrowsAsync<StaleGenerationException>(() => _evaluation.Assign(4, []));
        await Assert.ThrowsAsync<StaleGenerationException>(() => _evaluation.Adopt(4, new(1, "{}", "d"), new()));
        await Assert.ThrowsAsync<StaleGenerationException>(() => _evaluation.NoteHeldOut(4, 0, new(1, 1, 1)));
    }

    [Fact]
    public async Task Each_knows_the_replicas_that_hold_its_network()
    {
        await _search.Rebuild(3, [], new([1], "d"), ["a/cpu", "c/cpu"]);
        await _evaluation.Assign(3, ["b/cpu"]);
        await _search.DeriveTopology(3, 0, new([1], "d1"));
        await _evaluation.Adopt(3, new(0, "{}", "d1"), new());

        Assert.Equal(["a/cpu", "c/cpu"], await _search.Replicas());
        Assert.Equal(["b/cpu"], await _evaluation.Replicas());
    }

    [Fact]
    public async Task Held_out_figures_stay_with_their_topology()
    {
        DerivedTopology topology = new(0, "{}", "d");
        await _evaluation.Adopt(1, topology, new());
        await _evaluation.NoteHeldOut(1, 0, new(0.5, 1, 10));
        await _evaluation.NoteHeldOut(1, 3, new(0.9, 1, 10));

        Assert.Equal(0.5, (await _evaluation.Adopt(2, topology, new())).HeldOut!.Accuracy);
        Assert.Null((await _evaluation.Adopt(2, topology with { Cycle = 1 }, new())).HeldOut);
    }

    [Fact]
    public async Task What_is_stored_is_versioned()
    {
        await _search.DeriveTopology(3, 0, new([1], "d1"));

        StoredState<SearchNetworkRecord> stored = await cluster.ReadStateAsync<SearchNetworkRecord>("search", _search);

        Assert.Equal((1, 3L, "d1"), (stored.State.State!.SchemaVersion, stored.State.State.Generation, stored.State.State.Alphas!.Digest));
    }
}
