namespace Cdarts.Engine.Collectives;

/// <summary>
/// The groups of one generation, formed together. Ranks in <see cref="Search"/> and <see cref="Evaluation"/> count within these groups, in the order of the
/// ranks of the world.
/// </summary>
/// <param name="World">All replicas.</param>
/// <param name="Search">Those that hold the search network; null on a replica that does not.</param>
/// <param name="Evaluation">Those that hold the evaluation network; null on a replica that does not.</param>
public sealed record CollectiveGroups(ICollective World, ICollective? Search, ICollective? Evaluation) : IDisposable
{
    /// <summary>A world in which every replica holds both networks.</summary>
    public static CollectiveGroups Together(ICollective world) => new(world, world, world);

    /// <summary>Aborts all groups: they stand and fall together.</summary>
    public void Abort(string reason)
    {
        World.Abort(reason);
        Search?.Abort(reason);
        Evaluation?.Abort(reason);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Search?.Dispose();
        Evaluation?.Dispose();
        World.Dispose();
    }
}
