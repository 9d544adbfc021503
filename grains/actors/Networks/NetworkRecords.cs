using Cdarts.Contracts.Grains;

namespace Cdarts.Grains.Networks;

/// <summary>What is stored of a search network.</summary>
[GenerateSerializer, Immutable, Alias("Cdarts.SearchNetworkRecord")]
internal sealed record SearchNetworkRecord
{
    public const int CurrentSchemaVersion = 1;

    [Id(0)]
    public int SchemaVersion { get; init; } = CurrentSchemaVersion;

    [Id(1)]
    public long Generation { get; init; }

    [Id(2)]
    public IReadOnlyList<DerivedTopology> History { get; init; } = [];

    [Id(3)]
    public AlphasSnapshot? Alphas { get; init; }

    [Id(4)]
    public IReadOnlyList<string> Replicas { get; init; } = [];
}

/// <summary>What is stored of an evaluation network.</summary>
[GenerateSerializer, Immutable, Alias("Cdarts.EvaluationNetworkRecord")]
internal sealed record EvaluationNetworkRecord
{
    public const int CurrentSchemaVersion = 1;

    [Id(0)]
    public int SchemaVersion { get; init; } = CurrentSchemaVersion;

    [Id(1)]
    public long Generation { get; init; }

    [Id(2)]
    public EvaluationNetworkDescription? Network { get; init; }

    [Id(3)]
    public IReadOnlyList<string> Replicas { get; init; } = [];
}
