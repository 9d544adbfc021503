using Cdarts.Contracts.Grains;
using Cdarts.Grains.Hosting;
using Cdarts.Grains.Networks;
using Microsoft.Extensions.Logging;

namespace Cdarts.Grains.Catalog;

/// <summary>What is stored of the runs that a cluster knows.</summary>
[GenerateSerializer, Immutable, Alias("Cdarts.RunCatalogRecord")]
internal sealed record RunCatalogRecord
{
    public const int CurrentSchemaVersion = 1;

    [Id(0)]
    public int SchemaVersion { get; init; } = CurrentSchemaVersion;

    [Id(1)]
    public IReadOnlyList<RunEntry> Runs { get; init; } = [];
}

/// <summary>Lists the runs of the cluster; replicas look here for runs that need them.</summary>
internal sealed class RunCatalogGrain(
    [PersistentState("catalog", GrainStorageNames.Runs)] IPersistentState<RunCatalogRecord> state,
    ILogger<RunCatalogGrain> logger) : Grain, IRunCatalogGrain
{
    /// <inheritdoc/>
    public Task Note(RunEntry entry)
    {
        // A note that was held up says nothing any more.
        bool late = state.State.Runs.Any(r => r.Name == entry.Name && r.Generation > entry.Generation);
        return late
            ? Task.CompletedTask
            : state.WriteIndexAsync(
                new()
                {
                    Runs = [.. state.State.Runs.Where(r => r.Name != entry.Name).Append(entry).OrderByDescending(r => r.StartedAt)],
                },
                logger);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<RunEntry>> List() => Task.FromResult(state.State.Runs);
}
