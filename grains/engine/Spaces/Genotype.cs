namespace Cdarts.Engine.Spaces;

/// <summary>A kept edge: an operation on the output of a state.</summary>
/// <param name="Operation">Index in <see cref="SearchSpace.Candidates"/>.</param>
/// <param name="Source">State it reads: the cell's inputs first (in the DARTS space 0 and 1, the outputs of the cells k-2 and k-1), then the earlier nodes.</param>
public readonly record struct GenotypeEdge(int Operation, int Source);

/// <summary>A cell's kept edges.</summary>
/// <param name="Nodes">The edges of each node, strongest first.</param>
public sealed record CellGenotype(IReadOnlyList<IReadOnlyList<GenotypeEdge>> Nodes)
{
    /// <inheritdoc/>
    public bool Equals(CellGenotype? other) =>
        other is not null && Nodes.Count == other.Nodes.Count && Nodes.Zip(other.Nodes).All(pair => pair.First.SequenceEqual(pair.Second));

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        HashCode hash = default;
        foreach (GenotypeEdge edge in Nodes.SelectMany(node => node))
        {
            hash.Add(edge);
        }

        return hash.ToHashCode();
    }
}

/// <summary>The kept operations and edges of all kinds of cells. Immutable; compared by value.</summary>
/// <param name="Space">Search space.</param>
/// <param name="Cells">One per kind, in the order of <see cref="SearchSpace.Cells"/>.</param>
public sealed record Genotype(SearchSpace Space, IReadOnlyList<CellGenotype> Cells)
{
    /// <summary>A genotype of the DARTS space.</summary>
    /// <param name="normal">Normal cell.</param>
    /// <param name="reduction">Reduction cell: edges from its two inputs have stride 2.</param>
    public Genotype(CellGenotype normal, CellGenotype reduction)
        : this(DartsSpace.Instance, [normal, reduction])
    {
    }

    /// <summary>The DARTS space's normal cell; in other spaces the first kind.</summary>
    public CellGenotype Normal => Cells[0];

    /// <summary>The DARTS space's reduction cell; in other spaces the last kind.</summary>
    public CellGenotype Reduction => Cells[^1];

    /// <summary>The cells with their kinds.</summary>
    public IEnumerable<(CellKind Kind, CellGenotype Cell)> ByKind => Space.Cells.Zip(Cells);

    /// <summary>How often each operation is kept, over all kinds, in the order of the candidates.</summary>
    public IReadOnlyDictionary<string, int> OperationCounts => Cells.SelectMany(cell => cell.Nodes).SelectMany(node => node)
        .GroupBy(edge => edge.Operation).OrderBy(group => group.Key).ToDictionary(group => Space.Candidates[group.Key], group => group.Count());

    /// <inheritdoc/>
    public bool Equals(Genotype? other) => other is not null && Space.Name == other.Space.Name && Cells.SequenceEqual(other.Cells);

    /// <inheritdoc/>
    public override int GetHashCode() => Cells.Aggregate(Space.Name.GetHashCode(StringComparison.Ordinal), HashCode.Combine);
}
