using Cdarts.Engine.Networks;
using Cdarts.Engine.Networks.Layers;
using Cdarts.Engine.Networks.Operations;

namespace Cdarts.Engine.Spaces;

/// <summary>
/// The NAS-Bench-201 space (specification, 1.7): one cell with one input, three nodes and six edges of five candidates; a topology keeps every edge, with
/// <c>none</c> allowed, and the last node is the output. Two residual blocks of stride 2, which are not searched, separate three stages of cells.
/// </summary>
public sealed class NasBench201Space : SearchSpace
{
    private const int Skip = 1, Convolution1 = 2, Convolution3 = 3, AveragePool = 4;

    private NasBench201Space()
    {
        Cells = [new CellKind("cell", Candidates, InputCount: 1, NodeCount: 3, KeptEdges: null, Output: [3], NoneIsKept: true)];
    }

    /// <summary>The space.</summary>
    public static NasBench201Space Instance { get; } = new();

    /// <inheritdoc/>
    public override string Name => "nasbench201";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Candidates { get; } = ["none", "skip_connect", "nor_conv_1x1", "nor_conv_3x3", "avg_pool_3x3"];

    /// <inheritdoc/>
    public override IReadOnlyList<CellKind> Cells { get; }

    /// <inheritdoc/>
    public override bool AffineEvaluationCells => true;

    /// <inheritdoc/>
    public override int? KindAt(bool reduction) => reduction ? null : 0;

    /// <summary>The first cell's input is the stem's output as it is.</summary>
    public override void Require(NetworkSettings settings)
    {
        if (settings.Stem == StemKind.Cifar && settings.StemMultiplier != 1)
        {
            throw new CdartsException(
                $"The stem multiplier is {settings.StemMultiplier}, but cells of the search space {Name} take the stem's channels as they are: use 1 (network.stem_multiplier, and retrain.stem_multiplier to retrain).");
        }
    }

    /// <inheritdoc/>
    public override Operation CreateOperation(Declarations declare, int candidate, int channels, int stride, bool affine) => candidate switch
    {
        Skip => new Identity(),
        Convolution1 => new PlainConvolution(declare, channels, channels, kernel: 1, stride, affine),
        Convolution3 => new PlainConvolution(declare, channels, channels, kernel: 3, stride, affine),
        AveragePool => new Pooling(maximum: false, stride),
        _ => throw new ArgumentOutOfRangeException(nameof(candidate), candidate, "Not an operation of the NAS-Bench-201 space."),
    };

    /// <inheritdoc/>
    public override NetworkCost OperationCost(int candidate, int channels, int stride, int outputSize, bool affine) => candidate switch
    {
        Convolution1 => NetworkCost.Convolution(channels, channels, 1, outputSize, affine),
        Convolution3 => NetworkCost.Convolution(channels, channels, 3, outputSize, affine),
        _ => default,
    };

    /// <inheritdoc/>
    public override Operation CreateBlock(Declarations declare, CellPlace place) => new ResidualBlock(declare, place.Previous, place.Channels);

    /// <inheritdoc/>
    public override NetworkCost BlockCost(CellPlace place) =>
        NetworkCost.Convolution(place.Previous, place.Channels, 3, place.OutputSize, normAffine: true)
        + NetworkCost.Convolution(place.Channels, place.Channels, 3, place.OutputSize, normAffine: true)
        + NetworkCost.Convolution(place.Previous, place.Channels, 1, place.OutputSize, normAffine: false);
}
