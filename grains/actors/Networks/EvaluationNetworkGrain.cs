using Cdarts.Contracts.Grains;
using Cdarts.Contracts.Specification;
using Cdarts.Grains.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Placement;

namespace Cdarts.Grains.Networks;

/// <summary>Keeps what is known of the evaluation network in use.</summary>
/// <remarks>Beside the coordinator, which alone speaks to it in a run: a silo more that could be silent would hold the coordinator up.</remarks>
[KeepAlive]
[PreferLocalPlacement]
internal sealed class EvaluationNetworkGrain(
    [PersistentState("evaluation", GrainStorageNames.Runs)] IPersistentState<EvaluationNetworkRecord> state,
    EngineServices engine,
    ILogger<EvaluationNetworkGrain> logger) : Grain, IEvaluationNetworkGrain
{
    /// <inheritdoc/>
    public async Task<EvaluationNetworkDescription> Adopt(long generation, DerivedTopology topology, RunSpec spec)
    {
        IndexState.RefuseOlder(generation, state.State.Generation);
        var (parameters, multiplyAdds) = engine.Topologies.Count(topology.GenotypeJson, spec);
        HeldOutRecord? figures = state.State.Network is { } known && known.Topology == topology ? known.HeldOut : null;
        EvaluationNetworkDescription network = new(topology, parameters, multiplyAdds, figures);
        await state.WriteIndexAsync(state.State with { Generation = generation, Network = network }, logger);
        return network;
    }

    /// <inheritdoc/>
    public Task Assign(long generation, IReadOnlyList<string> replicas)
    {
        IndexState.RefuseOlder(generation, state.State.Generation);
        return state.WriteIndexAsync(state.State with { Generation = generation, Replicas = replicas }, logger);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<string>> Replicas() => Task.FromResult(state.State.Replicas);

    /// <inheritdoc/>
    public Task NoteHeldOut(long generation, int cycle, HeldOutRecord figures)
    {
        IndexState.RefuseOlder(generation, state.State.Generation);
        return state.State.Network is { } network && network.Topology.Cycle == cycle
            ? state.WriteIndexAsync(state.State with { Generation = generation, Network = network with { HeldOut = figures } }, logger)
            : Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task<EvaluationNetworkDescription?> Describe() => Task.FromResult(state.State.Network);
}
