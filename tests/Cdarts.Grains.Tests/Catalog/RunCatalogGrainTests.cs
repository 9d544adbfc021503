using Cdarts.Contracts.Grains;
using Cdarts.Grains.Tests.Fakes;

namespace Cdarts.Grains.Tests.Catalog;

public sealed class RunCatalogGrainTests(OneReplica cluster) : IClassFixture<OneReplica>
{
    [Fact]
    public async Task A_run_is_listed_once_with_its_last_state_newest_first()
    {
        IRunCatalogGrain catalog = cluster.Grains.GetGrain<IRunCatalogGrain>(7);
        RunEntry old = new("old", "/runs/old", RunState.Stopped, DateTimeOffset.UnixEpoch);
        RunEntry young = new("young", "/runs/young", RunState.Failed, DateTimeOffset.UnixEpoch.AddDays(1));

        await catalog.Note(old with { State = RunState.Failed });
        await catalog.Note(young);
        await catalog.Note(old);

        Assert.Equal([young, old], await catalog.List());
    }

    [Fact]
    public async Task A_note_of_an_older_generation_is_late()
    {
        IRunCatalogGrain catalog = cluster.Grains.GetGrain<IRunCatalogGrain>(8);
        RunEntry running = new("run", "/runs/run", RunState.Running, DateTimeOffset.UnixEpoch, Generation: 3);

        await catalog.Note(running);
        await catalog.Note(running with { State = RunState.Stopped, Generation = 2 });

        Assert.Equal([running], await catalog.List());
    }
}
