using Cdarts.Engine.Kernels;
using Cdarts.Engine.Networks.Fused;
using Cdarts.Engine.Networks.Layers;
using Cdarts.Engine.Networks.Operations;
using Cdarts.Engine.Spaces;
using static TorchSharp.torch;

namespace Cdarts.Engine.Tests.Networks.Fused;

/// <summary>A fused cell in double precision whose norms learn, so that there are weights of every kind. Equal for equal arguments. Bound to one thread.</summary>
internal sealed class TestCell : IDisposable
{
    private readonly FusedScratch<double> _scratch = new();
    private readonly Generator _generator = new(5);
    private readonly Declarations _declare;

    /// <param name="reduction">Whether edges from the inputs have stride 2.</param>
    /// <param name="channels">Channels of inputs and nodes.</param>
    /// <param name="size">Height and width of the inputs.</param>
    /// <param name="genotype">The operations, or null for all on every edge.</param>
    /// <param name="statistics">Where batch-norm sums are added up.</param>
    internal TestCell(bool reduction, int channels, int size, CellGenotype? genotype, IStatisticsReduction statistics)
    {
        _declare = new Declarations("", _generator, ScalarType.Float64, CPU);
        int lanes = LaneKernels<double>.LanesFor(channels);
        Input = new PictureShape(LaneKernels<double>.Blocks(channels, lanes), size, size, lanes);
        List<FusedOperation> operations = [];
        for (int node = 0; node < CellSpace.NodeCount; node++)
        {
            for (int source = 0; source < CellSpace.EdgesInto(node); source++)
            {
                int[] primitives = genotype is null
                    ? [.. Enumerable.Range(0, Primitives.OperationCount)]
                    : [.. genotype.Nodes[node].Where(edge => edge.Source == source).Select(edge => edge.Operation)];
                foreach (int primitive in primitives)
                {
                    Declarations edge = _declare.Child($"node{node}.from{source}.{Primitives.Names[primitive]}");
                    Operation operation = DartsSpace.Instance.CreateOperation(edge, primitive, channels, CellSpace.Stride(reduction, source), affine: true);
                    operations.Add(new FusedOperation(node, source, operation));
                }
            }
        }

        ScatterNorms(_declare);
        Operations = operations;
        Cell = new FusedCell<double>(operations, reduction, channels, Input, _scratch, statistics);
    }

    internal PictureShape Input { get; }

    internal IReadOnlyList<FusedOperation> Operations { get; }

    internal FusedCell<double> Cell { get; }

    internal IReadOnlyList<Weight> Weights => _declare.Weights;

    internal IReadOnlyList<BatchNorm> Norms => _declare.Norms;

    /// <summary>Norms begin with scale 1 and shift 0; that would hide mistakes.</summary>
    internal static void ScatterNorms(Declarations declare)
    {
        using IDisposable noGrad = no_grad();
        foreach (Weight weight in declare.Weights.Where(weight => weight.Shape.Count == 1))
        {
            weight.Value.add_(declare.Uniform([.. weight.Shape]) - 0.5);
        }
    }

    public void Dispose()
    {
        Cell.Dispose();
        _scratch.Dispose();
        _generator.Dispose();
    }
}
