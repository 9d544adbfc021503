using System.Numerics;
using Cdarts.Engine.Kernels;

namespace Cdarts.Engine.Networks.Fused;

/// <summary>
/// Both 3x3 poolings of a state (padding 1, not counted in the average), each done once for all edges that leave it. Works on one picture at a time;
/// bound to one thread.
/// </summary>
internal sealed unsafe class FusedPooling<T> : IDisposable
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const int Side = 3, Halo = 1;
    private static readonly Tap[] Here = [new Tap(0, 0, 0)];

    private readonly PictureShape _input;
    private readonly PictureShape _output;
    private readonly KernelTaps _kernel;
    private readonly LaneKernels<T> _kernels;
    private readonly Picture<T> _zeroBordered;
    private readonly Picture<T> _lowBordered;
    private readonly Picture<T> _places;
    private readonly Picture<T> _gradient;
    private readonly BoundTaps _forward;
    private readonly BoundTaps _here = new(Here, 0, 0);
    private readonly (TapClass Class, BoundTaps Taps)[] _adjoint;
    private readonly ScratchMemory<T> _memory;
    private readonly T* _ones;
    private readonly T* _shares;

    internal FusedPooling(PictureShape input, int stride, FusedScratch<T> scratch)
    {
        _input = input;
        _output = stride == 1 ? input : input.Halved;
        _kernel = new KernelTaps(Side, stride, dilation: 1);
        _kernels = LaneKernels<T>.For(input.Lanes);
        _zeroBordered = scratch.Padded(input, Halo, T.Zero, ScratchSlot.Pooled);
        _lowBordered = scratch.Padded(input, Halo, T.NegativeInfinity, ScratchSlot.Pooled);

        // No tap has this number, so nothing comes from windows beyond the border.
        _places = scratch.Padded(_output, Halo, T.NegativeOne, ScratchSlot.PooledPlaces);
        _gradient = scratch.Padded(_output, Halo, T.Zero, ScratchSlot.PooledGradient);
        _forward = new BoundTaps(_kernel.Forward, _zeroBordered.Row, input.Lanes);
        _adjoint = [.. _kernel.Adjoint.Select(reached => (reached, new BoundTaps(reached.Taps, _gradient.Row, input.Lanes)))];

        _memory = new ScratchMemory<T>((_kernel.Count * input.Lanes) + _output.Positions);
        _ones = _memory.Take(_kernel.Count * input.Lanes);
        _shares = _memory.Take(_output.Positions);
        new Span<T>(_ones, _kernel.Count * input.Lanes).Fill(T.One);
        for (int position = 0; position < _output.Positions; position++)
        {
            int row = position / _output.Columns * stride, column = position % _output.Columns * stride;
            _shares[position] = T.One / T.CreateTruncating(Reach(row, input.Rows) * Reach(column, input.Columns));
        }
    }

    /// <summary>Pools a picture whose rows and blocks follow each other.</summary>
    internal void Maximum(T* x, T* result)
    {
        Copy(x, _lowBordered);
        for (int block = 0; block < _input.Blocks; block++)
        {
            _kernels.Maximum(Windows(_lowBordered, block), _forward.Offsets, _forward.Count, result + (block * _output.Plane), _output.Rows, _output.Columns);
        }
    }

    /// <inheritdoc cref="Maximum"/>
    internal void Average(T* x, T* result)
    {
        Copy(x, _zeroBordered);
        Picture<T> output = Picture<T>.Dense(result, _output.Lanes, _output.Rows, _output.Columns);
        for (int block = 0; block < _input.Blocks; block++)
        {
            _kernels.Convolve(
                Windows(_zeroBordered, block), _forward.Offsets, _ones, _forward.Count, _forward.Grid, output[block], _output.Rows, _output.Columns, add: false);
            _kernels.ScalePositions(output[block].Origin, _shares, output[block], _output.Rows, _output.Columns);
        }
    }

    /// <summary>Adds to <paramref name="inputGradient"/> what comes through max pooling.</summary>
    internal void MaximumBackward(T* x, T* gradient, in Picture<T> inputGradient)
    {
        Copy(x, _lowBordered);
        for (int block = 0; block < _output.Blocks; block++)
        {
            Plane<T> inside = _gradient[block];
            _kernels.MaximumPlaces(
                Windows(_lowBordered, block), _forward.Offsets, _forward.Count, _places[block], _output.Rows, _output.Columns);
            Move(gradient + (block * _output.Plane), inside, _output);
            foreach ((TapClass reached, BoundTaps taps) in _adjoint)
            {
                (int rows, int columns) = Size(reached);
                Plane<T> target = inputGradient[block].Every(_kernel.Stride, reached.Row, reached.Column);
                _kernels.AddFromMaxima(_places[block], inside, taps.Offsets, taps.Numbers, taps.Count, target, rows, columns);
            }
        }
    }

    /// <summary>Adds to <paramref name="inputGradient"/> what comes through average pooling.</summary>
    internal void AverageBackward(T* gradient, in Picture<T> inputGradient)
    {
        for (int block = 0; block < _output.Blocks; block++)
        {
            _kernels.ScalePositions(gradient + (block * _output.Plane), _shares, _gradient[block], _output.Rows, _output.Columns);
            foreach ((TapClass reached, BoundTaps taps) in _adjoint)
            {
                (int rows, int columns) = Size(reached);
                Plane<T> target = inputGradient[block].Every(_kernel.Stride, reached.Row, reached.Column);
                _kernels.Convolve(_gradient[block], taps.Offsets, _ones, taps.Count, taps.Grid, target, rows, columns, add: true);
            }
        }
    }

    public void Dispose() => _memory.Dispose();

    /// <summary>Elements of a window of three around a centre that lie inside.</summary>
    private static int Reach(int centre, int size) => Math.Min(centre + 1, size - 1) - Math.Max(centre - 1, 0) + 1;

    private Plane<T> Windows(in Picture<T> picture, int block) => picture[block].Every(_kernel.Stride, 0, 0);

    private (int Rows, int Columns) Size(TapClass reached) => (
        (_input.Rows - reached.Row + _kernel.Stride - 1) / _kernel.Stride, (_input.Columns - reached.Column + _kernel.Stride - 1) / _kernel.Stride);

    private void Copy(T* x, in Picture<T> padded)
    {
        for (int block = 0; block < _input.Blocks; block++)
        {
            Move(x + (block * _input.Plane), padded[block], _input);
        }
    }

    /// <summary>A convolution with one tap of weight one.</summary>
    private void Move(T* source, Plane<T> target, PictureShape shape) => _kernels.Convolve(
        new Plane<T>(source, shape.Columns * shape.Lanes, shape.Lanes), _here.Offsets, _ones, 1, _here.Grid, target, shape.Rows, shape.Columns, add: false);
}
