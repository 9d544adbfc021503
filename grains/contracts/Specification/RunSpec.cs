namespace Cdarts.Contracts.Specification;

/// <summary>The resolved specification of a run: every setting with its value, as the console validated it.</summary>
[GenerateSerializer, Immutable, Alias("Cdarts.RunSpec")]
public sealed record RunSpec
{
    /// <summary>Version of this record's layout.</summary>
    public const int CurrentSchemaVersion = 1;

    /// <summary>Layout version that the specification was written with.</summary>
    [Id(0)]
    public int SchemaVersion { get; init; } = CurrentSchemaVersion;

    /// <summary>Seed of the initial weights, the split, the order and the augmentation.</summary>
    [Id(1)]
    public long Seed { get; init; }
}
