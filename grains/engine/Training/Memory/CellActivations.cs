using Cdarts.Engine.Networks;
using Cdarts.Engine.Spaces;

namespace Cdarts.Engine.Training.Memory;

/// <summary>
/// Numbers that a cell keeps of one picture between its forward and its backward pass, counted operation by operation as the forms write them. A plane is the C
/// channels of a node.
/// </summary>
internal static class CellActivations
{
    /// <summary>The position of a maximum is eight bytes: as much as two numbers.</summary>
    private const double Positions = 2;

    private const int Separable3 = 3, Separable5 = 4;

    /// <summary>A cell with every candidate on every edge.</summary>
    internal static double Search(SearchSpace space, CellPlace place, CellWay way)
    {
        if (place.Kind is not { } kindIndex)
        {
            return Block(place);
        }

        CellKind kind = space.Cells[kindIndex];
        double plane = Plane(place), planes = way == CellWay.Straight ? kind.NodeCount + kind.Output.Count : kind.Output.Count;
        for (int node = 0; node < kind.NodeCount; node++)
        {
            for (int source = 0; source < kind.EdgesInto(node); source++)
            {
                int stride = space.Stride(kindIndex, source);
                IEnumerable<int> candidates = Enumerable.Range(0, kind.Candidates.Count).Where(candidate => candidate != kind.None);

                // Straight: a weighted sum after each operation. Stacked: the sum, and the state repeated for its edges.
                planes += way switch
                {
                    CellWay.Straight => candidates.Sum(candidate => Straight(space, candidate, stride) + 1),
                    CellWay.Stacked => candidates.Sum(candidate => Stacked(candidate, stride)) + 1 + (stride * stride),
                    _ => candidates.Sum(candidate => Fused(candidate, stride)),
                };
            }
        }

        // Poolings are shared by the edges of a state; all but the last node have edges. Stacked: maxima's positions, what is stacked for a product, the sum.
        planes += (way, kind.InputCount + kind.NodeCount - 1) switch
        {
            (CellWay.Straight, _) => 0,
            (CellWay.Stacked, int states) => states * (Positions + 4),
            (_, int states) => 2 * states,
        };
        return (planes * plane) + Inputs(kind, place, way);
    }

    /// <summary>A cell with kept edges alone; without a genotype as if all were separable convolutions, which keep the most.</summary>
    internal static double Evaluation(SearchSpace space, CellPlace place, CellWay way, CellGenotype? genotype)
    {
        if (place.Kind is not { } kindIndex)
        {
            return Block(place);
        }

        CellKind kind = space.Cells[kindIndex];
        double planes = kind.Output.Count + (way == CellWay.Straight ? kind.NodeCount : 0);
        if (genotype is null)
        {
            int edges = kind.KeptEdges is { } kept ? kind.NodeCount * kept : kind.EdgeCount;
            int most = space is DartsSpace ? Separable3 : Enumerable.Range(0, kind.Candidates.Count).MaxBy(candidate => Straight(space, candidate, 1));
            planes += edges * (way == CellWay.Fused ? Fused(most, 1) : Straight(space, most, 1));
        }
        else
        {
            GenotypeEdge[] edges = [.. genotype.Nodes.SelectMany(node => node).Where(edge => edge.Operation != kind.None)];
            planes += edges.Sum(edge => way == CellWay.Fused
                ? Fused(edge.Operation, space.Stride(kindIndex, edge.Source))
                : Straight(space, edge.Operation, space.Stride(kindIndex, edge.Source)));
            planes += way == CellWay.Fused ? edges.Where(edge => edge.Operation < Primitives.SkipConnect).Distinct().Count() : 0;
        }

        return (planes * Plane(place)) + Inputs(kind, place, way);
    }

    /// <summary>What a cell gives: all that is kept of one that is computed again.</summary>
    internal static double Output(CellPlace place) => (double)place.OutputChannels * place.OutputSize * place.OutputSize;

    /// <summary>Gradients that are alive at once in the backward pass of a cell: of its nodes, of its inputs, of what follows.</summary>
    internal static double Gradients(CellPlace place) => 16 * Plane(place);

    private static double Plane(CellPlace place) => (double)place.Channels * place.OutputSize * place.OutputSize;

    /// <summary>In planes: ReLU at the input's size, the convolutions, their norms.</summary>
    private static double Straight(SearchSpace space, int candidate, int stride)
    {
        double rectified = stride * stride;
        return space is not DartsSpace ? 4 : candidate switch
        {
            Primitives.MaxPool => 1 + Positions,
            Primitives.AveragePool => 1,
            Primitives.SkipConnect => stride == 1 ? 0 : rectified + 3,
            Separable3 or Separable5 => rectified + 7,
            _ => rectified + 3,
        };
    }

    private static double Stacked(int candidate, int stride) => candidate switch
    {
        Primitives.MaxPool or Primitives.AveragePool => 0,
        Primitives.SkipConnect => stride == 1 ? 0 : 1,
        Separable3 or Separable5 => 5,
        _ => 2,
    };

    /// <summary>The 1x1 products.</summary>
    private static double Fused(int candidate, int stride) => candidate switch
    {
        Primitives.MaxPool or Primitives.AveragePool => 0,
        Primitives.SkipConnect => stride == 1 ? 0 : 1,
        Separable3 or Separable5 => 2,
        _ => 1,
    };

    /// <summary>What brings the inputs to the cell's channels. Straight: ReLU of the whole input, convolution, norm.</summary>
    private static double Inputs(CellKind kind, CellPlace place, CellWay way)
    {
        double area = (double)place.InputSize * place.InputSize, first = place.PreviousReduction ? 4 * area : area;
        if (kind.InputCount < 2)
        {
            return 0;
        }

        double states = 4 * place.Channels * area;
        return way == CellWay.Fused
            ? states
            : states + (place.BeforePrevious * first) + (place.Previous * area) + (place.PreviousReduction ? place.Channels * area : 0);
    }

    private static double Block(CellPlace place) => 10.0 * place.OutputChannels * place.OutputSize * place.OutputSize;
}
