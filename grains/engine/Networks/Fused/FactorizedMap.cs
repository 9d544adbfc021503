using System.Numerics;
using Cdarts.Engine.Kernels;

namespace Cdarts.Engine.Networks.Fused;

/// <summary>
/// What a factorized reduce's 1x1 convolutions read: the pixels at even rows and columns in the first half of the channels, those at odd rows and
/// columns in the second.
/// </summary>
internal sealed unsafe class FactorizedMap<T> : SpatialMap<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly PictureShape _input;
    private readonly Picture<T> _rectified;
    private readonly Picture<T> _mapped;
    private readonly LaneKernels<T> _kernels;
    private readonly BoundTaps _here = new([new Tap(0, 0, 0)], 0, 0);

    /// <param name="input">Shape of the rectified picture; height and width are even.</param>
    /// <param name="rectified">The rectified picture.</param>
    /// <param name="scratch">Scratch memory.</param>
    /// <param name="kernels">Kernels of the input's lanes.</param>
    internal FactorizedMap(PictureShape input, Picture<T> rectified, FusedScratch<T> scratch, LaneKernels<T> kernels)
    {
        _input = input;
        _rectified = rectified;
        _kernels = kernels;
        Mapped = input.Halved with { Blocks = 2 * input.Blocks };
        _mapped = scratch.Dense(Mapped, ScratchSlot.Mapped);
        Gradient = scratch.Dense(Mapped, ScratchSlot.MappedGradient);
    }

    internal override PictureShape Mapped { get; }

    internal override Picture<T> Gradient { get; }

    internal override Picture<T> Forward()
    {
        for (int block = 0; block < Mapped.Blocks; block++)
        {
            Move(Pixels(_rectified, block), _mapped[block], add: false);
        }

        return _mapped;
    }

    internal override void Backward(in Picture<T> inputGradient)
    {
        for (int block = 0; block < Mapped.Blocks; block++)
        {
            Move(Gradient[block], Pixels(inputGradient, block), add: true);
        }
    }

    private Plane<T> Pixels(in Picture<T> picture, int block)
    {
        int odd = block / _input.Blocks;
        return picture[block % _input.Blocks].Every(2, odd, odd);
    }

    /// <summary>A convolution with one tap of weight one.</summary>
    private void Move(Plane<T> source, Plane<T> target, bool add)
    {
        T* ones = stackalloc T[_input.Lanes];
        new Span<T>(ones, _input.Lanes).Fill(T.One);
        _kernels.Convolve(source, _here.Offsets, ones, 1, _here.Grid, target, Mapped.Rows, Mapped.Columns, add);
    }
}
