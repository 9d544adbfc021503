using Cdarts.Engine.Networks;
using Cdarts.Engine.Networks.Layers;
using Cdarts.Engine.Networks.Operations;
using Cdarts.Engine.Networks.Stacked;
using static TorchSharp.torch;

namespace Cdarts.Engine.Spaces;

/// <summary>
/// The DARTS space (specification, 1.1 and 1.2): a normal and a reduction cell with two inputs, four nodes and eight candidates per edge; a topology
/// keeps two edges per node. The one space that has a fast form.
/// </summary>
public sealed class DartsSpace : SearchSpace
{
    private DartsSpace()
    {
        int[] nodes = [.. Enumerable.Range(CellSpace.InputCount, CellSpace.NodeCount)];
        CellKind Kind(string name) =>
            new(name, Primitives.Names, CellSpace.InputCount, CellSpace.NodeCount, CellSpace.KeptEdges, nodes, NoneIsKept: false);
        Cells = [Kind("normal"), Kind("reduction")];
    }

    /// <summary>The space.</summary>
    public static DartsSpace Instance { get; } = new();

    /// <inheritdoc/>
    public override string Name => "darts";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Candidates => Primitives.Names;

    /// <inheritdoc/>
    public override IReadOnlyList<CellKind> Cells { get; }

    /// <inheritdoc/>
    public override int? KindAt(bool reduction) => reduction ? 1 : 0;

    /// <inheritdoc/>
    public override int Stride(int kind, int source) => CellSpace.Stride(kind == 1, source);

    /// <inheritdoc/>
    public override Operation CreateOperation(Declarations declare, int candidate, int channels, int stride, bool affine) => candidate switch
    {
        Primitives.MaxPool => new Pooling(maximum: true, stride),
        Primitives.AveragePool => new Pooling(maximum: false, stride),
        Primitives.SkipConnect when stride == 1 => new Identity(),
        Primitives.SkipConnect => new FactorizedReduce(declare, channels, channels, affine),
        3 => new SeparableConvolution(declare, channels, kernel: 3, stride, affine),
        4 => new SeparableConvolution(declare, channels, kernel: 5, stride, affine),
        5 => new DilatedConvolution(declare, channels, kernel: 3, stride, affine),
        6 => new DilatedConvolution(declare, channels, kernel: 5, stride, affine),
        _ => throw new ArgumentOutOfRangeException(nameof(candidate), candidate, "Not an operation of the DARTS space."),
    };

    /// <inheritdoc/>
    public override NetworkCost OperationCost(int candidate, int channels, int stride, int outputSize, bool affine)
    {
        NetworkCost Depthwise(int kernel) =>
            new((long)channels * kernel * kernel, (long)channels * kernel * kernel * outputSize * outputSize);
        NetworkCost Pointwise() => NetworkCost.Convolution(channels, channels, 1, outputSize, affine);
        return candidate switch
        {
            // A factorized reduce has the weights and multiply-adds of a 1x1 convolution at its output size.
            Primitives.SkipConnect when stride == 2 => Pointwise(),
            3 => Depthwise(3) + Pointwise() + Depthwise(3) + Pointwise(),
            4 => Depthwise(5) + Pointwise() + Depthwise(5) + Pointwise(),
            5 => Depthwise(3) + Pointwise(),
            6 => Depthwise(5) + Pointwise(),
            _ => default,
        };
    }

    /// <summary>The first input comes at twice the size when the cell before was a reduction cell.</summary>
    public override IReadOnlyList<Operation> CreateInputs(Declarations declare, CellPlace place, bool affine) =>
    [
        place.PreviousReduction
            ? new FactorizedReduce(declare.Child("input0"), place.BeforePrevious, place.Channels, affine)
            : new PointwiseConvolution(declare.Child("input0"), place.BeforePrevious, place.Channels, affine),
        new PointwiseConvolution(declare.Child("input1"), place.Previous, place.Channels, affine),
    ];

    /// <inheritdoc/>
    public override NetworkCost InputsCost(CellPlace place, bool affine) =>
        NetworkCost.Convolution(place.BeforePrevious, place.Channels, 1, place.InputSize, affine)
        + NetworkCost.Convolution(place.Previous, place.Channels, 1, place.InputSize, affine);

    internal override CellForms Forms(NetworkSettings settings, NumberTypes numbers, Device device) =>
        settings.StackAnywhere ? new StackedForms(numbers.Weights, device) : CellForms.For(settings.Form, numbers, device);
}
