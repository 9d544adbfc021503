using System.Numerics;

namespace Cdarts.Engine.Kernels;

/// <summary>
/// The walk over channels and samples that depthwise convolution and average pooling share: planes go into scratch memory, the kernel runs there,
/// the result goes back. One object serves one call; not thread-safe.
/// </summary>
internal sealed unsafe class DepthwiseWork<T> : IDisposable
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly DepthwisePlan _plan;
    private readonly DepthwiseShape _shape;
    private readonly PlaneGeometry _geometry;
    private readonly PlacedStrip[] _forward;
    private readonly PlacedStrip[][] _gradient;
    private readonly ScratchMemory<T> _memory;
    private readonly T* _input;
    private readonly T* _gradientPlane;
    private readonly T* _output;
    private readonly T* _weights;
    private readonly T* _sums;
    private readonly T* _spareRow;
    private readonly T* _zeroRow;

    internal DepthwiseWork(DepthwisePlan plan, DepthwiseShape shape)
    {
        _plan = plan;
        _shape = shape;
        _geometry = PlaneKernels<T>.Geometry(shape.OutputHeight, shape.OutputWidth, plan.Halo, plan.RowStep, shape.Samples);
        _forward = Place(plan.Forward, phaseSize: _geometry.PlaneSize);
        _gradient = Split(plan, Place([.. plan.Gradient.SelectMany(strips => strips)], phaseSize: 0));

        int taps = plan.Kernel * plan.Kernel;
        nint input = (nint)_geometry.PlaneSize * plan.Phases, output = (nint)OutputSize * plan.Phases, sums = (nint)taps * _geometry.VectorWidth;
        _memory = new ScratchMemory<T>(input + _geometry.PlaneSize + output + taps + sums + (2 * shape.OutputWidth));
        _input = _memory.Take(input) + _geometry.Origin;
        _gradientPlane = _memory.Take(_geometry.PlaneSize) + _geometry.Origin;
        _output = _memory.Take(output);
        _weights = _memory.Take(taps);
        _sums = _memory.Take(sums);
        _spareRow = _memory.Take(shape.OutputWidth);
        _zeroRow = _memory.Take(shape.OutputWidth);
    }

    private int OutputSize => _geometry.Rows * _geometry.Width;

    private nint InputPlane => (nint)_shape.Height * _shape.Width;

    private nint OutputPlane => (nint)_shape.OutputHeight * _shape.OutputWidth;

    /// <summary>The convolution.</summary>
    /// <param name="input">Input, N x C x H x W.</param>
    /// <param name="rectify">Whether ReLU comes first.</param>
    /// <param name="weights">Kernels.</param>
    /// <param name="weightPitch">From one channel's kernel to the next's; 0 where all share one.</param>
    /// <param name="divisor">Divides every output plane, or null.</param>
    /// <param name="output">Output, N x C x H' x W'.</param>
    internal void Forward(T* input, bool rectify, T* weights, int weightPitch, T* divisor, T* output)
    {
        PlaneOperation writing = divisor == null ? PlaneOperation.Copy : PlaneOperation.Divide;
        bool direct = IsDirect && writing == PlaneOperation.Copy;
        TensorPlanes<T> divisors = new(divisor, 0, _shape.OutputHeight, _shape.OutputWidth);
        for (int channel = 0; channel < _shape.Channels; channel++)
        {
            Gather(_plan.Forward, weights + ((nint)channel * weightPitch));
            for (long sample = 0; sample < _shape.Samples; sample += _geometry.Segments)
            {
                ReadInput(rectify, input, sample, channel);
                TensorPlanes<T> target = OutputPlanes(output, sample, channel);
                if (direct)
                {
                    PlaneKernels<T>.Convolve(in _geometry, _plan.RowStep, _input, _forward, _weights, target.Plane, target.Width);
                    continue;
                }

                PlaneKernels<T>.Convolve(in _geometry, _plan.RowStep, _input, _forward, _weights, _output, _geometry.Width);
                PhasePlanes<T> result = new(_output, _geometry.Width, OutputSize, _geometry.SegmentPitch, Segments(sample));
                PlaneTransfer<T>.Write(writing, in result, in target, in divisors);
            }
        }
    }

    /// <summary>The gradients of the input and of the weights, either of which may be null where it is not wanted.</summary>
    /// <param name="gradient">Gradient of the output.</param>
    /// <param name="divisor">Divides every plane of <paramref name="gradient"/>, or null.</param>
    /// <param name="input">Input; null where only the input's gradient without ReLU is wanted.</param>
    /// <param name="rectify">Whether ReLU came first.</param>
    /// <param name="weights">Kernels.</param>
    /// <param name="weightPitch">From one channel's kernel to the next's; 0 where all share one.</param>
    /// <param name="inputGradient">Result.</param>
    /// <param name="weightGradient">Result, C x k x k.</param>
    internal void Backward(
        T* gradient, T* divisor, T* input, bool rectify, T* weights, int weightPitch, T* inputGradient, T* weightGradient)
    {
        int taps = _plan.Kernel * _plan.Kernel;
        TapStrip[] transposed = [.. _plan.Gradient.SelectMany(strips => strips)];
        Span<T> sums = new(_sums, taps * _geometry.VectorWidth);
        for (int channel = 0; channel < _shape.Channels; channel++)
        {
            if (inputGradient != null)
            {
                Gather(transposed, weights + ((nint)channel * weightPitch));
            }

            sums.Clear();
            for (long sample = 0; sample < _shape.Samples; sample += _geometry.Segments)
            {
                ReadGradient(gradient, divisor, sample, channel);
                if (weightGradient != null)
                {
                    ReadInput(rectify, input, sample, channel);
                    PlaneKernels<T>.Correlate(in _geometry, _plan.RowStep, _input, _gradientPlane, _forward, _sums);
                }

                if (inputGradient != null)
                {
                    WriteInputGradient(input, rectify, inputGradient, sample, channel);
                }
            }

            if (weightGradient != null)
            {
                Scatter(weightGradient + ((nint)channel * taps));
            }
        }
    }

    public void Dispose() => _memory.Dispose();

    /// <summary>Whether the kernel can write straight into the tensor: whole vectors, whole blocks of rows.</summary>
    private bool IsDirect => _geometry.Segments == 1 && _geometry.Width == _shape.OutputWidth && _geometry.Rows == _shape.OutputHeight;

    private int Segments(long sample) => (int)Math.Min(_geometry.Segments, _shape.Samples - sample);

    private TensorPlanes<T> InputPlanes(T* tensor, long sample, int channel) =>
        new(tensor + (InputPlane * _shape.Plane(sample, channel)), InputPlane * _shape.Channels, _shape.Height, _shape.Width);

    private TensorPlanes<T> OutputPlanes(T* tensor, long sample, int channel) =>
        new(tensor + (OutputPlane * _shape.Plane(sample, channel)), OutputPlane * _shape.Channels, _shape.OutputHeight, _shape.OutputWidth);

    private void ReadInput(bool rectify, T* input, long sample, int channel)
    {
        TensorPlanes<T> source = InputPlanes(input, sample, channel);
        PhasePlanes<T> target = new(_input, _geometry.Pitch, _geometry.PlaneSize, _geometry.SegmentPitch, Segments(sample));
        if (_plan.Stride == 1)
        {
            PlaneTransfer<T>.Read(rectify ? PlaneOperation.Gate : PlaneOperation.Copy, in source, in source, in target);
        }
        else
        {
            PhaseTransfer<T>.Read(rectify, in source, in target, _spareRow, _plan.Phases);
        }
    }

    private void ReadGradient(T* gradient, T* divisor, long sample, int channel)
    {
        int segments = Segments(sample);
        if (segments < _geometry.Segments)
        {
            // What an earlier sample left here must not count in the weight gradient.
            new Span<T>(_gradientPlane - _geometry.Origin, _geometry.PlaneSize).Clear();
        }

        TensorPlanes<T> source = OutputPlanes(gradient, sample, channel);
        TensorPlanes<T> divisors = new(divisor, 0, _shape.OutputHeight, _shape.OutputWidth);
        PhasePlanes<T> target = new(_gradientPlane, _geometry.Pitch, _geometry.PlaneSize, _geometry.SegmentPitch, segments);
        PlaneTransfer<T>.Read(divisor == null ? PlaneOperation.Copy : PlaneOperation.Divide, in source, in divisors, in target);
    }

    private void WriteInputGradient(T* input, bool rectify, T* inputGradient, long sample, int channel)
    {
        TensorPlanes<T> target = InputPlanes(inputGradient, sample, channel);
        if (IsDirect && _plan.Stride == 1 && !rectify)
        {
            PlaneKernels<T>.Convolve(in _geometry, _plan.RowStep, _gradientPlane, _gradient[0], _weights, target.Plane, target.Width);
            return;
        }

        for (int phase = 0; phase < _plan.Phases; phase++)
        {
            T* output = _output + ((nint)phase * OutputSize);
            PlaneKernels<T>.Convolve(in _geometry, _plan.RowStep, _gradientPlane, _gradient[phase], _weights, output, _geometry.Width);
        }

        TensorPlanes<T> gate = InputPlanes(input, sample, channel);
        PhasePlanes<T> result = new(_output, _geometry.Width, OutputSize, _geometry.SegmentPitch, Segments(sample));
        if (_plan.Stride == 1)
        {
            PlaneTransfer<T>.Write(rectify ? PlaneOperation.Gate : PlaneOperation.Copy, in result, in target, in gate);
        }
        else
        {
            PhaseTransfer<T>.Write(rectify, in result, in target, in gate, _zeroRow, _plan.Phases);
        }
    }

    private PlacedStrip[] Place(TapStrip[] strips, int phaseSize)
    {
        var placed = new PlacedStrip[strips.Length];
        int weight = 0;
        for (int i = 0; i < strips.Length; i++)
        {
            TapStrip strip = strips[i];
            placed[i] = new PlacedStrip((strip.Phase * phaseSize) + (strip.Row * _geometry.Pitch) + strip.Column, strip.Taps, weight);
            weight += strip.Taps;
        }

        return placed;
    }

    private static PlacedStrip[][] Split(DepthwisePlan plan, PlacedStrip[] strips)
    {
        int first = 0;
        return [.. plan.Gradient.Select(phase => strips[first..(first += phase.Length)])];
    }

    private void Gather(ReadOnlySpan<TapStrip> strips, T* kernel)
    {
        int next = 0;
        foreach (TapStrip strip in strips)
        {
            for (int tap = 0; tap < strip.Taps; tap++)
            {
                _weights[next++] = kernel[strip.FirstWeight + (tap * strip.WeightStep)];
            }
        }
    }

    private void Scatter(T* kernel)
    {
        int next = 0;
        foreach (TapStrip strip in _plan.Forward)
        {
            for (int tap = 0; tap < strip.Taps; tap++)
            {
                kernel[strip.FirstWeight + (tap * strip.WeightStep)] = PlaneKernels<T>.Sum(in _geometry, _sums + ((nint)next++ * _geometry.VectorWidth));
            }
        }
    }
}
