using Cdarts.Engine.Spaces;

namespace Cdarts.Engine.Networks;

/// <summary>Parameters and multiply-adds of a network, counted without building it.</summary>
/// <param name="Parameters">Learned and fixed weights.</param>
/// <param name="MultiplyAdds">Multiply-adds of convolutions and linear maps for one picture.</param>
public readonly record struct NetworkCost(long Parameters, long MultiplyAdds)
{
    /// <summary>The evaluation network of a search: heads, ensemble parameter, batch norms of the cells as the space has them in a search.</summary>
    public static NetworkCost Evaluation(NetworkSettings settings, Genotype genotype, int classes, int imageSize) =>
        Evaluation(settings, genotype, classes, imageSize, settings.SearchSpace().AffineEvaluationCells, heads: true);

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
        NetworkCost cells = Sum(layout.Cells.Select(place => place.Kind is { } kind
            ? EvaluationCell(layout.Space, place, genotype.Cells[kind], affine)
            : layout.Space.BlockCost(place)));
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
    internal static NetworkCost SearchCells(NetworkLayout layout) => Sum(layout.Cells.Select(place =>
        place.Kind is null ? layout.Space.BlockCost(place) : AllOperationsCell(layout.Space, place)));

    /// <summary>The stem alone.</summary>
    internal static NetworkCost StemCost(NetworkSettings settings, int imageSize)
    {
        int c = settings.Channels;
        return settings.Stem switch
        {
            StemKind.Imagenet => Convolution(3, c / 2, 3, imageSize / 2, normAffine: true)
                + Convolution(c / 2, c, 3, imageSize / 4, normAffine: true)
                + Convolution(c, c, 3, imageSize / 8, normAffine: true),
            StemKind.Resnet => Convolution(3, c, 7, imageSize / 2, normAffine: true),
            _ => Convolution(3, c * settings.StemMultiplier, 3, imageSize, normAffine: true),
        };
    }

    private static NetworkCost Frame(NetworkSettings settings, NetworkLayout layout, int classes, int imageSize, bool heads)
    {
        NetworkCost cost = StemCost(settings, imageSize) + LinearMap(layout.OutputChannels, classes);
        return heads
            ? cost + Sum(layout.HeadCells.Select(cell => Head(layout.Cells[cell], classes))) + new NetworkCost(3, 0)
            : cost;
    }

    /// <summary>A distillation head on the output of a cell.</summary>
    internal static NetworkCost Head(CellPlace place, int classes)
    {
        int pooled = ((place.OutputSize - DistillationHead.PoolSize(place.OutputSize)) / 2) + 1;
        return Convolution(place.OutputChannels, DistillationHead.Hidden, 1, pooled, normAffine: false)
            + Convolution(DistillationHead.Hidden, DistillationHead.Features, 2, pooled - 1, normAffine: false)
            + LinearMap(DistillationHead.Features, classes);
    }

    private static NetworkCost EvaluationCell(SearchSpace space, CellPlace place, CellGenotype genotype, bool affine) =>
        space.InputsCost(place, affine)
        + Sum(genotype.Nodes.SelectMany(edges => edges).Select(edge => Operation(space, place, edge.Operation, edge.Source, affine)));

    private static NetworkCost AllOperationsCell(SearchSpace space, CellPlace place)
    {
        CellKind kind = space.Cells[place.Kind!.Value];
        NetworkCost cost = space.InputsCost(place, affine: false);
        for (int node = 0; node < kind.NodeCount; node++)
        {
            for (int source = 0; source < kind.EdgesInto(node); source++)
            {
                cost += Sum(Enumerable.Range(0, kind.Candidates.Count).Select(candidate => Operation(space, place, candidate, source, affine: false)));
            }
        }

        return cost;
    }

    private static NetworkCost Operation(SearchSpace space, CellPlace place, int candidate, int source, bool affine) => candidate == space.None
        ? default
        : space.OperationCost(candidate, place.Channels, space.Stride(place.Kind!.Value, source), place.OutputSize, affine);

    /// <summary>A convolution without bias and the batch norm behind it.</summary>
    /// <param name="input">Input channels.</param>
    /// <param name="output">Output channels.</param>
    /// <param name="kernel">Height and width of the kernel.</param>
    /// <param name="outputSize">Height and width of the output.</param>
    /// <param name="normAffine">Whether the batch norm has scale and shift.</param>
    public static NetworkCost Convolution(int input, int output, int kernel, int outputSize, bool normAffine)
    {
        long weights = (long)input * output * kernel * kernel;
        return new NetworkCost(weights + (normAffine ? 2L * output : 0), weights * outputSize * outputSize);
    }

    private static NetworkCost LinearMap(int input, int output) => new(((long)input * output) + output, (long)input * output);

    private static NetworkCost Sum(IEnumerable<NetworkCost> costs) => costs.Aggregate(default(NetworkCost), (a, b) => a + b);
}
