namespace Cdarts.Engine.Collectives;

/// <summary>The group can do nothing together any more: a replica is lost, or the group was aborted. Nothing of the run's state has changed.</summary>
public sealed class CollectiveException : CdartsException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="lost">Ranks, in the world, that are lost, as far as this replica knows; of two that disagree, both. Empty for an abort.</param>
    /// <param name="message">One sentence: what happened, and with whom.</param>
    public CollectiveException(IReadOnlyList<int> lost, string message)
        : base(message) => Lost = lost;

    /// <summary>Ranks, in the world, that are lost, as far as this replica knows; of two that disagree, both. Empty for an abort.</summary>
    public IReadOnlyList<int> Lost { get; }
}
