using Cdarts.Engine.Spaces;

namespace Cdarts.Engine.Networks;

/// <summary>Parameters and multiply-adds of a network, counted without building it.</summary>
/// <param name="Parameters">Learned and fixed weights.</param>
/// <param name="MultiplyAdds">Multiply-adds of convolutions and linear maps for one picture.</param>
public readonly record struct NetworkCost(long Parameters, long MultiplyAdds)
{
    /// <summary>The evaluation network of a search: heads, ensemble parameter, batch norms without scale and shift in the cells.</summary>
    public static NetworkCost Evaluation(NetworkSettings settings, Genotype genotype, int classes, int imageSize) =>
        Evaluation(settings, genotype, classes, imageSize, affine: false, heads: true);

    /// <summary>The evaluation network.</summary>
    /// <param name="settings">Shape.</param>
    /// <param name="genotype">Topology.</param>
    /// <param name="classes">K.</param>
    /// <param name="imageSize">Height and width of the pictures.</param>
    /// <param name="affine">Whether the cells' batch norms have scale and shift (retraining).</param>
    /// <param name="heads">Whether distillation heads and ensemble parameter count.</param>
    public static NetworkCost Evaluation(NetworkSettings settings, Genotype genotype, int classes, int imageSize, bool affine, bool heads)
    {
        NetworkLayout layout = new(settings, settings.EvaluationCells, imageSize);
        NetworkCost cells = Sum(layout.Cells.Select(place => EvaluationCell(place, place.Reduction ? genotype.Reduction : genotype.Normal, affine)));
        return Frame(settings, layout, classes, imageSize, heads) + cells;
    }

    /// <summary>The search network of a search.</summary>
    public static NetworkCost Search(NetworkSettings settings, int classes, int imageSize)
    {
        NetworkLayout layout = new(settings, settings.SearchCells, imageSize);
        return Frame(settings, layout, classes, imageSize, heads: true) + SearchCells(layout);
    }

    /// <summary>Sum of two costs.</summary>
    public static NetworkCost operator +(NetworkCost a, NetworkCost b) => new(a.Parameters + b.Parameters, a.MultiplyAdds + b.MultiplyAdds);

    /// <summary>The cells of the search network alone.</summary>
    internal static NetworkCost SearchCells(NetworkLayout layout) => Sum(layout.Cells.Select(place => AllOperationsCell(place)));

    /// <summary>The stem alone.</summary>
    internal static NetworkCost StemCost(NetworkSettings settings, int imageSize)
    {
        int c = settings.Channels;
        if (settings.Stem == StemKind.Cifar)
        {
            return Convolution(3, c * settings.StemMultiplier, 3, imageSize, normAffine: true);
        }

        return Convolution(3, c / 2, 3, imageSize / 2, normAffine: true)
            + Convolution(c / 2, c, 3, imageSize / 4, normAffine: true)
            + Convolution(c, c, 3, imageSize / 8, normAffine: true);
    }

    private static NetworkCost Frame(NetworkSettings settings, NetworkLayout layout, int classes, int imageSize, bool heads)
    {
        NetworkCost cost = StemCost(settings, imageSize) + LinearMap(layout.OutputChannels, classes);
        return heads
            ? cost + Sum(layout.HeadCells.Select(cell => Head(layout.Cells[cell], classes))) + new NetworkCost(3, 0)
            : cost;
    }

    private static NetworkCost Head(CellPlace place, int classes)
    {
        int pooled = ((place.OutputSize - DistillationHead.PoolSize(place.OutputSize)) / 2) + 1;
        return Convolution(place.OutputChannels, DistillationHead.Hidden, 1, pooled, normAffine: false)
            + Convolution(DistillationHead.Hidden, DistillationHead.Features, 2, pooled - 1, normAffine: false)
            + LinearMap(DistillationHead.Features, classes);
    }

    private static NetworkCost EvaluationCell(CellPlace place, CellGenotype genotype, bool affine) => Inputs(place, affine)
        + Sum(genotype.Nodes.SelectMany(edges => edges).Select(edge => Operation(place, edge.Operation, edge.Source, affine)));

    private static NetworkCost AllOperationsCell(CellPlace place)
    {
        NetworkCost cost = Inputs(place, affine: false);
        for (int node = 0; node < CellSpace.NodeCount; node++)
        {
            for (int source = 0; source < CellSpace.EdgesInto(node); source++)
            {
                cost += Sum(Enumerable.Range(0, Primitives.OperationCount).Select(o => Operation(place, o, source, affine: false)));
            }
        }

        return cost;
    }

    /// <summary>A factorized reduce has the same weights and multiply-adds as a 1x1 convolution at its output size.</summary>
    private static NetworkCost Inputs(CellPlace place, bool affine) =>
        Convolution(place.BeforePrevious, place.Channels, 1, place.InputSize, affine)
        + Convolution(place.Previous, place.Channels, 1, place.InputSize, affine);

    private static NetworkCost Operation(CellPlace place, int primitive, int source, bool affine)
    {
        int c = place.Channels;
        int size = place.OutputSize;
        NetworkCost Depthwise(int kernel) => new((long)c * kernel * kernel, (long)c * kernel * kernel * size * size);
        NetworkCost Pointwise() => Convolution(c, c, 1, size, affine);
        return primitive switch
        {
            Primitives.SkipConnect when CellSpace.Stride(place.Reduction, source) == 2 => Pointwise(),
            3 => Depthwise(3) + Pointwise() + Depthwise(3) + Pointwise(),
            4 => Depthwise(5) + Pointwise() + Depthwise(5) + Pointwise(),
            5 => Depthwise(3) + Pointwise(),
            6 => Depthwise(5) + Pointwise(),
            _ => default,
        };
    }

    private static NetworkCost Convolution(int input, int output, int kernel, int outputSize, bool normAffine)
    {
        long weights = (long)input * output * kernel * kernel;
        return new NetworkCost(weights + (normAffine ? 2L * output : 0), weights * outputSize * outputSize);
    }

    private static NetworkCost LinearMap(int input, int output) => new(((long)input * output) + output, (long)input * output);

    private static NetworkCost Sum(IEnumerable<NetworkCost> costs) => costs.Aggregate(default(NetworkCost), (a, b) => a + b);
}
