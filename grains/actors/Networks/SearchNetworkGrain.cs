using Cdarts.Contracts.Grains;
using Cdarts.Grains.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Placement;

namespace Cdarts.Grains.Networks;

/// <summary>Keeps the alphas and the topologies of a run, and derives the topology of a cycle once for all replicas.</summary>
/// <remarks>Beside the coordinator, which alone speaks to it in a run: a silo more that could be silent would hold the coordinator up.</remarks>
[KeepAlive]
[PreferLocalPlacement]
internal sealed class SearchNetworkGrain(
    [PersistentState("search", GrainStorageNames.Runs)] IPersistentState<SearchNetworkRecord> state,
    EngineServices engine,
    ILogger<SearchNetworkGrain> logger) : Grain, ISearchNetworkGrain
{
    /// <inheritdoc/>
    public async Task<DerivedTopology> DeriveTopology(long generation, int cycle, AlphasSnapshot alphas)
    {
        IndexState.RefuseOlder(generation, state.State.Generation);
        DerivedTopology? known = state.State.History.FirstOrDefault(t => t.Cycle == cycle && t.AlphasDigest == alphas.Digest);
        if (known is not null && generation == state.State.Generation)
        {
            return known;
        }

        DerivedTopology topology = new(cycle, engine.Topologies.DeriveGenotypeJson(alphas.Values, alphas.Space), alphas.Digest);
        await state.WriteIndexAsync(
            state.State with
            {
                Generation = generation,
                Alphas = alphas,
                History = [.. state.State.History.Where(t => t.Cycle < cycle), topology],
            },
            logger);
        return topology;
    }

    /// <inheritdoc/>
    public Task Rebuild(long generation, IReadOnlyList<DerivedTopology> history, AlphasSnapshot alphas, IReadOnlyList<string> replicas)
    {
        IndexState.RefuseOlder(generation, state.State.Generation);
        return state.WriteIndexAsync(
            new() { Generation = generation, Alphas = alphas, History = [.. history.OrderBy(t => t.Cycle)], Replicas = replicas }, logger);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<string>> Replicas() => Task.FromResult(state.State.Replicas);

    /// <inheritdoc/>
    public Task<IReadOnlyList<DerivedTopology>> History() => Task.FromResult(state.State.History);
}
