using Cdarts.Engine.Networks;
using Cdarts.Engine.Networks.Layers;
using Cdarts.Engine.Networks.Operations;
using Cdarts.Engine.Spaces;

namespace Cdarts.Examples.Space;

/// <summary>
/// One kind of cell: the outputs of the two cells before, and two nodes of which the last is the output. A convolution of stride 2, which is not
/// searched, stands where a network halves height and width.
/// </summary>
public sealed class TwoNodeSpace : SearchSpace
{
    private const int Skip = 1, Convolution1 = 2, Convolution3 = 3;

    public TwoNodeSpace() => Cells = [new CellKind("cell", Candidates, InputCount: 2, NodeCount: 2, KeptEdges: 2, Output: [3], NoneIsKept: false)];

    public override string Name => "two-node";

    public override IReadOnlyList<string> Candidates { get; } = ["none", "skip_connect", "conv_1x1", "conv_3x3"];

    public override IReadOnlyList<CellKind> Cells { get; }

    public override int? KindAt(bool reduction) => reduction ? null : 0;

    public override Operation CreateOperation(Declarations declare, int candidate, int channels, int stride, bool affine) => candidate switch
    {
        Skip => new Identity(),
        Convolution1 => new ConvolutionUnit(declare, channels, channels, kernel: 1, stride, affine),
        Convolution3 => new ConvolutionUnit(declare, channels, channels, kernel: 3, stride, affine),
        _ => throw new ArgumentOutOfRangeException(nameof(candidate)),
    };

    public override NetworkCost OperationCost(int candidate, int channels, int stride, int outputSize, bool affine) => candidate switch
    {
        Convolution1 => NetworkCost.Convolution(channels, channels, 1, outputSize, affine),
        Convolution3 => NetworkCost.Convolution(channels, channels, 3, outputSize, affine),
        _ => default,
    };

    // The cell before the previous one may have had other channels, and twice the height and width.
    public override IReadOnlyList<Operation> CreateInputs(Declarations declare, CellPlace place, bool affine) =>
    [
        new ConvolutionUnit(declare.Child("input0"), place.BeforePrevious, place.Channels, kernel: 1, stride: place.PreviousReduction ? 2 : 1, affine),
        new ConvolutionUnit(declare.Child("input1"), place.Previous, place.Channels, kernel: 1, stride: 1, affine),
    ];

    public override NetworkCost InputsCost(CellPlace place, bool affine) =>
        NetworkCost.Convolution(place.BeforePrevious, place.Channels, 1, place.InputSize, affine)
        + NetworkCost.Convolution(place.Previous, place.Channels, 1, place.InputSize, affine);

    public override Operation CreateBlock(Declarations declare, CellPlace place) =>
        new ConvolutionUnit(declare, place.Previous, place.Channels, kernel: 3, stride: 2, affine: true);

    public override NetworkCost BlockCost(CellPlace place) => NetworkCost.Convolution(place.Previous, place.Channels, 3, place.OutputSize, normAffine: true);
}
