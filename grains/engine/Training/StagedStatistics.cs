using Cdarts.Engine.Optimizers;

namespace Cdarts.Engine.Training;

/// <summary>Where a pass stages batch-norm statistics.</summary>
/// <param name="Own">Those that are added up over the replicas of one role.</param>
/// <param name="Common">Those of modules of both networks, when the networks are on different replicas: they are added up over all.</param>
internal sealed record StagedStatistics(IReadOnlyList<FlatRange> Own, IReadOnlyList<FlatRange> Common)
{
    internal StagedStatistics(IReadOnlyList<FlatRange> all)
        : this(all, [])
    {
    }

    /// <summary>All of them.</summary>
    internal IReadOnlyList<FlatRange> All { get; } = Common.Count == 0 ? Own : [.. Common, .. Own];
}
