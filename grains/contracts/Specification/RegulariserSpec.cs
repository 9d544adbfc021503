using System.Collections.Immutable;

namespace Cdarts.Contracts.Specification;

/// <summary>The regulariser on the alphas. Compared by value, operations in order.</summary>
[GenerateSerializer, Immutable, Alias("Cdarts.RegulariserSpec")]
public sealed record RegulariserSpec
{
    /// <summary>Names of the operations whose alphas are regularised.</summary>
    [Id(0)]
    [Setting("Operations of the search space whose alphas are regularised, by name; [] = none.")]
    public ImmutableArray<string> Operations { get; init; } = ["max_pool_3x3", "avg_pool_3x3", "skip_connect"];

    /// <summary>Whether the skip connection of a stride-2 edge counts as a skip connection.</summary>
    [Id(1)]
    [Setting("Whether the skip connection of a stride-2 edge (a factorized reduce) counts as a skip connection.")]
    public bool ReducedSkip { get; init; } = true;

    /// <summary>Coefficient at the first joint epoch.</summary>
    [Id(2)]
    [Setting("Coefficient at the first joint epoch.", Minimum = 0)]
    public double Coefficient { get; init; } = 5;

    /// <summary>Share of the joint epochs after which the coefficient is 0.</summary>
    [Id(3)]
    [Setting("Share of the joint epochs after which the coefficient is 0.", Minimum = 0, AboveMinimum = true, Maximum = 1)]
    public double Ratio { get; init; } = 0.667;

    /// <inheritdoc/>
    public bool Equals(RegulariserSpec? other) =>
        other is not null && ReducedSkip == other.ReducedSkip && Coefficient.Equals(other.Coefficient) && Ratio.Equals(other.Ratio)
        && Operations.SequenceEqual(other.Operations);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(string.Join(',', Operations), ReducedSkip, Coefficient, Ratio);
}
