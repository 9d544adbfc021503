using System.Numerics;

namespace Cdarts.Engine.Kernels;

/// <summary>
/// The walk of 3x3 max pooling over channels and samples. Backward finds the maxima again instead of keeping an index for every output, which
/// LibTorch does at twice the size of the output. One object serves one call; not thread-safe.
/// </summary>
internal sealed unsafe class MaximumWork<T> : IDisposable
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const int Side = 3, Taps = Side * Side;
    private readonly DepthwisePlan _plan;
    private readonly DepthwiseShape _shape;
    private readonly PlaneGeometry _geometry;
    private readonly int[] _offsets = new int[Taps];
    private readonly PlacedWindow[][] _windows;
    private readonly ScratchMemory<T> _memory;
    private readonly T* _input;
    private readonly T* _gradient;
    private readonly T* _first;
    private readonly T* _places;
    private readonly T* _output;

    internal MaximumWork(DepthwiseShape shape)
    {
        _plan = DepthwisePlan.For(Side, shape.Stride, dilation: 1);
        _shape = shape;
        _geometry = PlaneKernels<T>.Geometry(shape.OutputHeight, shape.OutputWidth, _plan.Halo, _plan.RowStep, shape.Samples);
        _windows = [.. _plan.Gradient.Select(Place)];
        foreach (TapStrip strip in _plan.Forward)
        {
            for (int tap = 0; tap < strip.Taps; tap++)
            {
                _offsets[strip.FirstWeight + (tap * strip.WeightStep)] =
                    (strip.Phase * _geometry.PlaneSize) + ((strip.Row + tap) * _geometry.Pitch) + strip.Column;
            }
        }

        nint input = (nint)_geometry.PlaneSize * _plan.Phases, output = (nint)OutputSize * _plan.Phases;
        _memory = new ScratchMemory<T>(input + (3 * (nint)_geometry.PlaneSize) + output);
        T* inputs = _memory.Take(input);
        for (nint i = 0; i < input; i++)
        {
            inputs[i] = T.NegativeInfinity;
        }

        _input = inputs + _geometry.Origin;
        _gradient = _memory.Take(_geometry.PlaneSize) + _geometry.Origin;
        _first = _memory.Take(_geometry.PlaneSize) + _geometry.Origin;
        _places = _memory.Take(_geometry.PlaneSize) + _geometry.Origin;
        _output = _memory.Take(output);
        NumberFirstTaps();
    }

    private int OutputSize => _geometry.Rows * _geometry.Width;

    private nint InputPlane => (nint)_shape.Height * _shape.Width;

    private nint OutputPlane => (nint)_shape.OutputHeight * _shape.OutputWidth;

    /// <summary>The largest element of every window.</summary>
    /// <param name="input">N x C x H x W.</param>
    /// <param name="output">N x C x H' x W'.</param>
    internal void Forward(T* input, T* output)
    {
        bool direct = _geometry.Segments == 1 && _geometry.Width == _shape.OutputWidth && _geometry.Rows == _shape.OutputHeight;
        fixed (int* offsets = _offsets)
        {
            for (int channel = 0; channel < _shape.Channels; channel++)
            {
                for (long sample = 0; sample < _shape.Samples; sample += _geometry.Segments)
                {
                    ReadInput(input, sample, channel);
                    TensorPlanes<T> target = OutputPlanes(output, sample, channel);
                    if (direct)
                    {
                        MaximumKernels<T>.Values(in _geometry, _input, offsets, target.Plane, target.Width);
                        continue;
                    }

                    MaximumKernels<T>.Values(in _geometry, _input, offsets, _output, _geometry.Width);
                    PhasePlanes<T> result = new(_output, _geometry.Width, OutputSize, _geometry.SegmentPitch, Segments(sample));
                    PlaneTransfer<T>.Write(PlaneOperation.Copy, in result, in target, in target);
                }
            }
        }
    }

    /// <summary>The gradient of the input.</summary>
    /// <param name="gradient">Gradient of the output.</param>
    /// <param name="input">Input.</param>
    /// <param name="inputGradient">Result.</param>
    internal void Backward(T* gradient, T* input, T* inputGradient)
    {
        fixed (int* offsets = _offsets)
        {
            for (int channel = 0; channel < _shape.Channels; channel++)
            {
                for (long sample = 0; sample < _shape.Samples; sample += _geometry.Segments)
                {
                    ReadInput(input, sample, channel);
                    MaximumKernels<T>.Places(in _geometry, _input, offsets, _first, _places);
                    ReadGradient(gradient, sample, channel);
                    for (int phase = 0; phase < _plan.Phases; phase++)
                    {
                        T* output = _output + ((nint)phase * OutputSize);
                        MaximumKernels<T>.Gradient(in _geometry, _places, _gradient, _windows[phase], output, _geometry.Width);
                    }

                    WriteInputGradient(inputGradient, sample, channel);
                }
            }
        }
    }

    public void Dispose() => _memory.Dispose();

    private int Segments(long sample) => (int)Math.Min(_geometry.Segments, _shape.Samples - sample);

    private TensorPlanes<T> InputPlanes(T* tensor, long sample, int channel) =>
        new(tensor + (InputPlane * _shape.Plane(sample, channel)), InputPlane * _shape.Channels, _shape.Height, _shape.Width);

    private TensorPlanes<T> OutputPlanes(T* tensor, long sample, int channel) =>
        new(tensor + (OutputPlane * _shape.Plane(sample, channel)), OutputPlane * _shape.Channels, _shape.OutputHeight, _shape.OutputWidth);

    private void ReadInput(T* input, long sample, int channel)
    {
        TensorPlanes<T> source = InputPlanes(input, sample, channel);
        PhasePlanes<T> target = new(_input, _geometry.Pitch, _geometry.PlaneSize, _geometry.SegmentPitch, Segments(sample));
        if (_plan.Stride == 1)
        {
            PlaneTransfer<T>.Read(PlaneOperation.Copy, in source, in source, in target);
        }
        else
        {
            PhaseTransfer<T>.Read(gate: false, in source, in target, spare: null, _plan.Phases);
        }
    }

    private void ReadGradient(T* gradient, long sample, int channel)
    {
        TensorPlanes<T> source = OutputPlanes(gradient, sample, channel);
        PhasePlanes<T> target = new(_gradient, _geometry.Pitch, _geometry.PlaneSize, _geometry.SegmentPitch, Segments(sample));
        PlaneTransfer<T>.Read(PlaneOperation.Copy, in source, in source, in target);
    }

    private void WriteInputGradient(T* inputGradient, long sample, int channel)
    {
        TensorPlanes<T> target = InputPlanes(inputGradient, sample, channel);
        PhasePlanes<T> result = new(_output, _geometry.Width, OutputSize, _geometry.SegmentPitch, Segments(sample));
        if (_plan.Stride == 1)
        {
            PlaneTransfer<T>.Write(PlaneOperation.Copy, in result, in target, in target);
        }
        else
        {
            PhaseTransfer<T>.Write(gate: false, in result, in target, in target, zeros: null, _plan.Phases);
        }
    }

    /// <summary>LibTorch adds the gradients in the order of the windows, so the tap that comes last in its window comes first.</summary>
    private PlacedWindow[] Place(TapStrip[] strips)
    {
        List<PlacedWindow> windows = [];
        foreach (TapStrip strip in strips)
        {
            for (int tap = 0; tap < strip.Taps; tap++)
            {
                windows.Add(new PlacedWindow(((strip.Row + tap) * _geometry.Pitch) + strip.Column, strip.FirstWeight + (tap * strip.WeightStep)));
            }
        }

        return [.. windows.OrderByDescending(window => window.Tap)];
    }

    /// <summary>A window at the first row or column begins one row or column later. Matters where all its elements are minus infinity.</summary>
    private void NumberFirstTaps()
    {
        for (int row = 0; row < _geometry.Rows; row++)
        {
            for (int column = 0; column < _geometry.Width; column++)
            {
                bool firstColumn = column % _geometry.SegmentPitch == 0;
                _first[((nint)row * _geometry.Pitch) + column] = T.CreateTruncating((row == 0 ? Side : 0) + (firstColumn ? 1 : 0));
            }
        }
    }
}
