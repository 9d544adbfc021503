using Cdarts.Engine.Spaces;

namespace Cdarts.Engine.Mutators;

/// <summary>
/// Derives the topology from alphas (specification, 2.1 and 2.2), without tensors: on each edge the strongest operation other than none by the
/// softmax over all eight logits; at each node the two edges whose strongest operation weighs most. Ties go to the lowest index.
/// </summary>
public static class TopologyDerivation
{
    /// <summary>Derives a genotype; edges of a node are in descending order of weight.</summary>
    /// <param name="alphas">Logits, row-major [28, 8], normal cell first. Minus infinity stands for a candidate that was cut.</param>
    /// <exception cref="ArgumentException">The length is not 224, or a logit is not a number.</exception>
    public static Genotype Derive(ReadOnlySpan<double> alphas)
    {
        if (alphas.Length != CellSpace.AlphaRows * Primitives.CandidateCount)
        {
            throw new ArgumentException($"Expected {CellSpace.AlphaRows * Primitives.CandidateCount} alphas, got {alphas.Length}.", nameof(alphas));
        }

        foreach (double alpha in alphas)
        {
            if (double.IsNaN(alpha) || double.IsPositiveInfinity(alpha))
            {
                throw new ArgumentException("An alpha is not a number.", nameof(alphas));
            }
        }

        int half = alphas.Length / 2;
        return new Genotype(DeriveCell(alphas[..half]), DeriveCell(alphas[half..]));
    }

    private static CellGenotype DeriveCell(ReadOnlySpan<double> alphas)
    {
        List<IReadOnlyList<GenotypeEdge>> nodes = [];
        for (int node = 0; node < CellSpace.NodeCount; node++)
        {
            List<(GenotypeEdge Edge, double Weight)> edges = [];
            for (int source = 0; source < CellSpace.EdgesInto(node); source++)
            {
                int row = CellSpace.EdgeIndex(node, source) * Primitives.CandidateCount;
                (int operation, double weight) = Strongest(alphas.Slice(row, Primitives.CandidateCount));
                edges.Add((new GenotypeEdge(operation, source), weight));
            }

            // OrderByDescending is stable, so equal weights keep the order of their sources.
            nodes.Add([.. edges.OrderByDescending(edge => edge.Weight).Take(CellSpace.KeptEdges).Select(edge => edge.Edge)]);
        }

        return new CellGenotype(nodes);
    }

    private static (int Operation, double Weight) Strongest(ReadOnlySpan<double> logits)
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

        int best = 0;
        for (int o = 1; o < Primitives.OperationCount; o++)
        {
            best = logits[o] > logits[best] ? o : best;
        }

        return (best, Math.Exp(logits[best] - largest) / total);
    }
}
