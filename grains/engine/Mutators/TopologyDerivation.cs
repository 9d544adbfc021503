using Cdarts.Engine.Spaces;

namespace Cdarts.Engine.Mutators;

/// <summary>
/// Derives the topology from alphas (specification, 2.1 and 2.2), without tensors: on each edge the strongest operation by the softmax over all
/// its logits, none only where the space keeps it; at each node the edges whose strongest operation weighs most, two in the DARTS space. Ties go to the
/// lowest index.
/// </summary>
public static class TopologyDerivation
{
    /// <summary>Derives a genotype; edges of a node are in descending order of weight, or, where all are kept, of their sources.</summary>
    /// <param name="alphas">Logits, row-major [rows, candidates]. Minus infinity stands for a candidate that was cut.</param>
    /// <param name="space">Space; the DARTS space if null.</param>
    /// <exception cref="ArgumentException">The length is not the space's, or a logit is not a number.</exception>
    public static Genotype Derive(ReadOnlySpan<double> alphas, SearchSpace? space = null)
    {
        space ??= DartsSpace.Instance;
        int candidates = space.Candidates.Count;
        if (alphas.Length != space.AlphaRows * candidates)
        {
            throw new ArgumentException($"Expected {space.AlphaRows * candidates} alphas, got {alphas.Length}.", nameof(alphas));
        }

        foreach (double alpha in alphas)
        {
            if (double.IsNaN(alpha) || double.IsPositiveInfinity(alpha))
            {
                throw new ArgumentException("An alpha is not a number.", nameof(alphas));
            }
        }

        List<CellGenotype> cells = [];
        for (int kind = 0; kind < space.Cells.Count; kind++)
        {
            CellKind cell = space.Cells[kind];
            cells.Add(DeriveCell(alphas.Slice(space.FirstRow(kind) * candidates, cell.EdgeCount * candidates), cell));
        }

        return new Genotype(space, cells);
    }

    private static CellGenotype DeriveCell(ReadOnlySpan<double> alphas, CellKind kind)
    {
        int candidates = kind.Candidates.Count;
        List<IReadOnlyList<GenotypeEdge>> nodes = [];
        for (int node = 0; node < kind.NodeCount; node++)
        {
            List<(GenotypeEdge Edge, double Weight)> edges = [];
            for (int source = 0; source < kind.EdgesInto(node); source++)
            {
                (int operation, double weight) = Strongest(alphas.Slice(kind.EdgeIndex(node, source) * candidates, candidates), kind);
                edges.Add((new GenotypeEdge(operation, source), weight));
            }

            // OrderByDescending is stable, so equal weights keep the order of their sources.
            IEnumerable<(GenotypeEdge Edge, double Weight)> kept = kind.KeptEdges is { } count ? edges.OrderByDescending(edge => edge.Weight).Take(count) : edges;
            nodes.Add([.. kept.Select(edge => edge.Edge)]);
        }

        return new CellGenotype(nodes);
    }

    private static (int Operation, double Weight) Strongest(ReadOnlySpan<double> logits, CellKind kind)
    {
        double largest = double.NegativeInfinity;
        foreach (double logit in logits)
        {
            largest = Math.Max(largest, logit);
        }

        double total = 0;
        foreach (double logit in logits)
        {
            total += Math.Exp(logit - largest);
        }

        int best = -1;
        for (int o = 0; o < logits.Length; o++)
        {
            if (o != kind.None || kind.NoneIsKept)
            {
                best = best < 0 || logits[o] > logits[best] ? o : best;
            }
        }

        return (best, Math.Exp(logits[best] - largest) / total);
    }
}
