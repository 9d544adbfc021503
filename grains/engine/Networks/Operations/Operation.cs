using Cdarts.Engine.Networks.Layers;
using Cdarts.Engine.Spaces;
using static TorchSharp.torch;

namespace Cdarts.Engine.Networks.Operations;

/// <summary>A candidate operation on an edge: [B, C, H, W] to [B, C, H/stride, W/stride].</summary>
internal abstract class Operation
{
    internal abstract Tensor Forward(Tensor x, ForwardPass pass);

    /// <summary>Builds an operation of the DARTS space (specification, 1.1).</summary>
    /// <param name="declare">Takes the weights.</param>
    /// <param name="primitive">Index in <see cref="Primitives.Names"/>; not none.</param>
    /// <param name="channels">C.</param>
    /// <param name="stride">1 or 2.</param>
    /// <param name="affine">Whether batch norms have scale and shift.</param>
    internal static Operation Create(Declarations declare, int primitive, int channels, int stride, bool affine) => primitive switch
    {
        Primitives.MaxPool => new Pooling(maximum: true, stride),
        Primitives.AveragePool => new Pooling(maximum: false, stride),
        Primitives.SkipConnect when stride == 1 => new Identity(),
        Primitives.SkipConnect => new FactorizedReduce(declare, channels, channels, affine),
        3 => new SeparableConvolution(declare, channels, kernel: 3, stride, affine),
        4 => new SeparableConvolution(declare, channels, kernel: 5, stride, affine),
        5 => new DilatedConvolution(declare, channels, kernel: 3, stride, affine),
        6 => new DilatedConvolution(declare, channels, kernel: 5, stride, affine),
        _ => throw new ArgumentOutOfRangeException(nameof(primitive), primitive, "Not an operation of the DARTS space."),
    };
}
