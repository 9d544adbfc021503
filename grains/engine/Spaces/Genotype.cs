namespace Cdarts.Engine.Spaces;

/// <summary>A kept edge: an operation on the output of a state.</summary>
/// <param name="Operation">Index in <see cref="Primitives.Names"/>; never <see cref="Primitives.None"/>.</param>
/// <param name="Source">State it reads: 0 and 1 are the cell's inputs (the outputs of the cells k-2 and k-1), 2.. the earlier nodes.</param>
public readonly record struct GenotypeEdge(int Operation, int Source)
{
    /// <summary>Name of the operation.</summary>
    public string OperationName => Primitives.Names[Operation];
}

/// <summary>A cell's kept edges.</summary>
/// <param name="Nodes">Two edges per node, strongest first.</param>
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

/// <summary>The kept operations and edges of both cell types. Immutable; compared by value.</summary>
/// <param name="Normal">Normal cell.</param>
/// <param name="Reduction">Reduction cell: edges from its two inputs have stride 2.</param>
public sealed record Genotype(CellGenotype Normal, CellGenotype Reduction);
