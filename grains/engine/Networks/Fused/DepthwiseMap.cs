using System.Numerics;
using Cdarts.Engine.Kernels;
using Cdarts.Engine.Networks.Layers;

namespace Cdarts.Engine.Networks.Fused;

/// <summary>A depthwise convolution.</summary>
internal sealed unsafe class DepthwiseMap<T> : SpatialMap<T>, IDisposable
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Weight _weight;
    private readonly KernelTaps _kernel;
    private readonly PictureShape _input;
    private readonly Picture<T> _rectified;
    private readonly Picture<T> _mapped;
    private readonly LaneKernels<T> _kernels;
    private readonly BoundTaps _forward;
    private readonly (TapClass Class, BoundTaps Taps)[] _adjoint;
    private readonly ScratchMemory<T> _memory;
    private readonly T* _weights;
    private readonly T* _gathered;
    private readonly T* _gradients;

    /// <param name="weight">C x 1 x k x k.</param>
    /// <param name="kernel">Its taps.</param>
    /// <param name="input">Shape of the rectified picture.</param>
    /// <param name="rectified">The rectified picture, zeros around it.</param>
    /// <param name="halo">Zeros around the gradient's scratch picture.</param>
    /// <param name="scratch">Scratch memory.</param>
    /// <param name="kernels">Kernels of the input's lanes.</param>
    internal DepthwiseMap(
        Weight weight, KernelTaps kernel, PictureShape input, Picture<T> rectified, int halo, FusedScratch<T> scratch, LaneKernels<T> kernels)
    {
        _weight = weight;
        _kernel = kernel;
        _input = input;
        _rectified = rectified;
        _kernels = kernels;
        Mapped = kernel.Stride == 1 ? input : input.Halved;
        _mapped = scratch.Dense(Mapped, ScratchSlot.Mapped);
        Gradient = scratch.Padded(Mapped, halo, T.Zero, ScratchSlot.MappedGradient);
        _forward = new BoundTaps(kernel.Forward, rectified.Row, rectified.Lanes);
        _adjoint = [.. kernel.Adjoint.Select(reached => (reached, new BoundTaps(reached.Taps, Gradient.Row, Gradient.Lanes)))];

        nint elements = (nint)kernel.Count * input.Channels;
        _memory = new ScratchMemory<T>(3 * elements);
        _weights = _memory.Take(elements);
        _gathered = _memory.Take(elements);
        _gradients = _memory.Take(elements);
    }

    internal override PictureShape Mapped { get; }

    internal override Picture<T> Gradient { get; }

    internal override void Pack()
    {
        T* source = _weight.Pointer<T>();
        for (int channel = 0; channel < _weight.Shape[0]; channel++)
        {
            for (int tap = 0; tap < _kernel.Count; tap++)
            {
                _weights[Place(channel, tap)] = *source++;
            }
        }

        T* gathered = _gathered;
        for (int block = 0; block < _input.Blocks; block++)
        {
            foreach ((_, BoundTaps taps) in _adjoint)
            {
                taps.Gather(_weights + (block * _kernel.Count * _input.Lanes), gathered, _input.Lanes);
                gathered += taps.Count * _input.Lanes;
            }
        }
    }

    internal override Picture<T> Forward()
    {
        for (int block = 0; block < _input.Blocks; block++)
        {
            _kernels.Convolve(
                _rectified[block].Every(_kernel.Stride, 0, 0), _forward.Offsets, _weights + (block * _kernel.Count * _input.Lanes), _kernel.Count,
                _forward.Grid, _mapped[block], Mapped.Rows, Mapped.Columns, add: false);
        }

        return _mapped;
    }

    internal override void Backward(in Picture<T> inputGradient)
    {
        T* gathered = _gathered;
        for (int block = 0; block < _input.Blocks; block++)
        {
            foreach ((TapClass reached, BoundTaps taps) in _adjoint)
            {
                int stride = _kernel.Stride;
                int rows = (_input.Rows - reached.Row + stride - 1) / stride, columns = (_input.Columns - reached.Column + stride - 1) / stride;
                if (taps.Count > 0)
                {
                    Plane<T> target = inputGradient[block].Every(stride, reached.Row, reached.Column);
                    _kernels.Convolve(Gradient[block], taps.Offsets, gathered, taps.Count, taps.Grid, target, rows, columns, add: true);
                }

                gathered += taps.Count * _input.Lanes;
            }
        }
    }

    internal override void LearnWeights()
    {
        for (int block = 0; block < _input.Blocks; block++)
        {
            _kernels.Correlate(
                _rectified[block].Every(_kernel.Stride, 0, 0), _forward.Offsets, _kernel.Count, Gradient[block], Mapped.Rows, Mapped.Columns,
                _gradients + (block * _kernel.Count * _input.Lanes));
        }
    }

    internal override void GiveGradients()
    {
        T* target = _weight.GradientPointer<T>();
        for (int channel = 0; channel < _weight.Shape[0]; channel++)
        {
            for (int tap = 0; tap < _kernel.Count; tap++)
            {
                *target++ += _gradients[Place(channel, tap)];
            }
        }

        new Span<T>(_gradients, _kernel.Count * _input.Channels).Clear();
    }

    public void Dispose() => _memory.Dispose();

    /// <summary>Place of a weight in [block][tap][lane].</summary>
    private int Place(int channel, int tap) =>
        (((channel / _input.Lanes * _kernel.Count) + tap) * _input.Lanes) + (channel % _input.Lanes);
}
