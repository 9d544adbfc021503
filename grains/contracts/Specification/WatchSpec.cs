namespace Cdarts.Contracts.Specification;

/// <summary>What the user is warned of: signs that a search collapses.</summary>
[GenerateSerializer, Immutable, Alias("Cdarts.WatchSpec")]
public sealed record WatchSpec
{
    /// <summary>Skip connections in one kind of cell from which on the user is warned; 0 = never.</summary>
    [Id(0)]
    [Setting("Skip connections in one kind of cell from which on a warning is shown; 0 = never.", Minimum = 0)]
    public int SkipConnections { get; init; } = 4;
}
