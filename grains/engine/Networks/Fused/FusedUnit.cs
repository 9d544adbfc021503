using System.Numerics;
using Cdarts.Engine.Kernels;
using Cdarts.Engine.Networks.Layers;

namespace Cdarts.Engine.Networks.Fused;

/// <summary>
/// The step of which all convolutions of the space are made: (ReLU,) spatial map, 1x1 convolution, batch norm. It works on one picture at a time, the
/// statistics' sums being finished between the passes over the batch. Bound to one thread.
/// </summary>
internal sealed unsafe class FusedUnit<T> : IDisposable
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const int PositionsAtOnce = 128, PositionsForCentre = 16;

    private readonly SpatialMap<T> _map;
    private readonly PointwiseWeights<T> _pointwise;
    private readonly BatchNorm _norm;
    private readonly PictureShape _output;
    private readonly LaneKernels<T> _inputKernels;
    private readonly LaneKernels<T> _kernels;
    private readonly Picture<T> _productGradient;
    private readonly ScratchMemory<T> _memory;
    private readonly T* _gradientScale;
    private readonly T* _valueScale;
    private readonly T* _constant;
    private readonly T* _centre;
    private readonly T* _sampleScale;
    private bool _isCentred;

    /// <param name="map">Spatial map.</param>
    /// <param name="pointwise">1x1 convolution.</param>
    /// <param name="norm">Batch norm.</param>
    /// <param name="output">Shape of the result.</param>
    /// <param name="scratch">Scratch memory.</param>
    internal FusedUnit(SpatialMap<T> map, PointwiseWeights<T> pointwise, BatchNorm norm, PictureShape output, FusedScratch<T> scratch)
    {
        (_map, _pointwise, _norm, _output) = (map, pointwise, norm, output);
        _inputKernels = LaneKernels<T>.For(map.Mapped.Lanes);
        _kernels = LaneKernels<T>.For(output.Lanes);
        _productGradient = scratch.Dense(output, ScratchSlot.ProductGradient);
        _memory = new ScratchMemory<T>(8 * (output.Channels + 64));
        Scale = _memory.Take(output.Channels);
        Shift = _memory.Take(output.Channels);
        Mean = _memory.Take(output.Channels);
        _gradientScale = _memory.Take(output.Channels);
        _valueScale = _memory.Take(output.Channels);
        _constant = _memory.Take(output.Channels);
        _centre = _memory.Take(output.Channels);
        _sampleScale = _memory.Take(output.Channels);
    }

    /// <summary>Whether the weights' gradients are wanted; the rectified picture must then be in place in the backward pass.</summary>
    internal bool Learns => _pointwise.Learns;

    /// <summary>Doubles that the unit needs for the sums of a pass: two for each padded channel.</summary>
    internal int SumsLength => 2 * _output.Channels;

    /// <summary>Batch norm as <c>scale * z + shift</c>, a value for each padded channel.</summary>
    internal T* Scale { get; }

    /// <inheritdoc cref="Scale"/>
    internal T* Shift { get; }

    /// <summary>Mean of the results as <see cref="Forward"/> gives them.</summary>
    internal T* Mean { get; }

    /// <summary>Begins a pass over a batch, with the weights as they are now; they must be the same still in its backward pass.</summary>
    internal void Begin(ForwardPass pass)
    {
        _map.Pack();
        _pointwise.Pack();
        _isCentred = !pass.Training;
        if (_isCentred)
        {
            Centre(UnitStatistics.Running<T>(_output.Channels, _norm).Mean);
        }
    }

    /// <summary>From the rectified picture to the 1x1 convolution's result.</summary>
    /// <param name="z">
    /// Result less a constant for each channel, near its mean. Batch norm takes any constant out again; so it does not cost the digits of the variance.
    /// </param>
    /// <param name="sums">The result's sums are added here; null where they are not wanted.</param>
    internal void Forward(T* z, double* sums)
    {
        Picture<T> mapped = _map.Forward();
        Picture<T> product = Picture<T>.Dense(z, _output.Lanes, 1, _output.Positions);
        if (!_isCentred)
        {
            CentreOnFirst(in mapped, in product);
        }

        _kernels.Multiply(_pointwise.Forward, in mapped, in product, 1, _output.Positions, _centre, sums);
    }

    /// <summary>Puts the constants that <see cref="Forward"/> took off back into the sums, so that sums of several replicas can be added.</summary>
    internal void Complete(Span<double> sums, double count)
    {
        for (int channel = 0; channel < _output.Channels; channel++)
        {
            int place = Place(channel);
            double constant = -double.CreateTruncating(_centre[channel]), sum = sums[place];
            sums[place] += count * constant;
            sums[place + _output.Lanes] += constant * ((2 * sum) + (count * constant));
        }
    }

    /// <summary>Finds the batch's statistics, or takes the running ones, and sets up <see cref="Scale"/> and <see cref="Shift"/>.</summary>
    internal UnitStatistics Normalise(ReadOnlySpan<double> sums, double count, ForwardPass pass)
    {
        UnitStatistics statistics = pass.Training
            ? UnitStatistics.OfBatch<T>(sums, _output.Channels, _output.Lanes, count, _norm, pass)
            : UnitStatistics.Running<T>(_output.Channels, _norm);
        for (int channel = 0; channel < _output.Channels; channel++)
        {
            statistics.Mean[channel] += double.CreateTruncating(_centre[channel]);
        }

        Use(statistics);
        return statistics;
    }

    /// <summary>Sets up <see cref="Scale"/> and <see cref="Shift"/> as they were in the forward pass.</summary>
    internal void Use(UnitStatistics statistics)
    {
        for (int channel = 0; channel < _output.Channels; channel++)
        {
            double scale = Factor(channel) * statistics.InverseDeviation[channel];
            double shift = channel < _norm.Channels ? _norm.ShiftAt<T>(channel) - (statistics.Mean[channel] * scale) : 0;
            (Scale[channel], Shift[channel], Mean[channel]) =
                (T.CreateTruncating(scale), T.CreateTruncating(shift), T.CreateTruncating(statistics.Mean[channel]));
        }
    }

    /// <summary>The derivative by a factor of the unit's normalised result, and the affine parameters' gradients.</summary>
    /// <param name="sums">Sums of the gradient, and of gradient times z minus mean, of this replica's batch.</param>
    /// <param name="statistics">Statistics.</param>
    /// <param name="factor">The factor.</param>
    internal double FactorGradient(ReadOnlySpan<double> sums, UnitStatistics statistics, double factor)
    {
        double total = 0;
        for (int channel = 0; channel < _norm.Channels; channel++)
        {
            int place = Place(channel);
            double normed = sums[place + _output.Lanes] * statistics.InverseDeviation[channel];
            total += (Factor(channel) * normed) + (_norm.ShiftAt<T>(channel) * sums[place]);
            _norm.AddGradients<T>(channel, factor * normed, factor * sums[place]);
        }

        return total;
    }

    /// <summary>Sets up the gradient of batch norm: <c>dz = factor * scale * (g - mean(g) - zhat * mean(g * zhat))</c>.</summary>
    /// <param name="sums">As in <see cref="FactorGradient"/>, of the batch over which was normalised.</param>
    /// <param name="statistics">Statistics.</param>
    /// <param name="count">Elements of a channel in that batch.</param>
    /// <param name="factor">By which the gradient is multiplied.</param>
    internal void PrepareBackward(ReadOnlySpan<double> sums, UnitStatistics statistics, double count, double factor)
    {
        for (int channel = 0; channel < _output.Channels; channel++)
        {
            int place = Place(channel);
            double inverse = statistics.InverseDeviation[channel];
            double first = factor * Factor(channel) * inverse;
            double second = -first * inverse * inverse * sums[place + _output.Lanes] / count;
            (Mean[channel], _gradientScale[channel], _valueScale[channel], _constant[channel]) = (
                T.CreateTruncating(statistics.Mean[channel]), T.CreateTruncating(first), T.CreateTruncating(second),
                T.CreateTruncating(-first * sums[place] / count));
        }
    }

    /// <summary>From the gradient of the normalised result to that of the rectified picture, of one picture.</summary>
    /// <param name="gradient">Gradient, rows and blocks following each other.</param>
    /// <param name="z">What <see cref="Forward"/> gave.</param>
    /// <param name="inputGradient">Added to.</param>
    /// <param name="factor">By which the gradient is multiplied for this picture alone; the sums have it already.</param>
    internal void Backward(T* gradient, T* z, in Picture<T> inputGradient, double factor = 1)
    {
        PictureShape mapped = _map.Mapped;
        Picture<T> mappedGradient = _map.Gradient;
        T* gradientScale = factor == 1 ? _gradientScale : ScaleTimes(factor);

        // A few rows at a time: the gradient of batch norm goes into the 1x1 convolution while it is in the nearest cache.
        int step = Math.Max(1, PositionsAtOnce / _output.Columns);
        for (int row = 0; row < _output.Rows; row += step)
        {
            int rows = Math.Min(step, _output.Rows - row);
            nint start = (nint)row * _output.Columns * _output.Lanes;
            for (int block = 0; block < _output.Blocks; block++)
            {
                nint place = (block * _output.Plane) + start;
                int channel = block * _output.Lanes;
                _kernels.NormGradient(
                    gradient + place, z + place, Mean + channel, gradientScale + channel, _valueScale + channel, _constant + channel,
                    _productGradient.Origin + place, rows * _output.Columns);
            }

            Picture<T> from = _productGradient.From(row), to = mappedGradient.From(row);
            _inputKernels.Multiply(_pointwise.Backward, in from, in to, rows, mapped.Columns, null, null);
        }

        _map.Backward(in inputGradient);
        if (Learns)
        {
            Picture<T> input = _map.Forward();
            _kernels.CorrelateChannels(in input, in _productGradient, _output.Positions, _pointwise.Gradient);
            _map.LearnWeights();
        }
    }

    /// <summary>Adds the weights' gradients, summed over the pictures, to where they are kept.</summary>
    internal void GiveGradients()
    {
        if (!Learns)
        {
            return;
        }

        _map.GiveGradients();
        _pointwise.GiveGradients();
    }

    public void Dispose()
    {
        (_map as IDisposable)?.Dispose();
        _pointwise.Dispose();
        _memory.Dispose();
    }

    /// <summary>Takes the mean of the batch's first positions for the constants.</summary>
    private void CentreOnFirst(in Picture<T> mapped, in Picture<T> product)
    {
        new Span<T>(_centre, _output.Channels).Clear();
        int positions = Math.Min(PositionsForCentre, _output.Positions);
        _kernels.Multiply(_pointwise.Forward, in mapped, in product, 1, positions, null, null);
        double[] means = new double[_output.Channels];
        fixed (double* sums = means)
        {
            for (int block = 0; block < _output.Blocks; block++)
            {
                _kernels.Sum(product[block].Origin, positions, sums + (block * _output.Lanes));
            }
        }

        for (int channel = 0; channel < means.Length; channel++)
        {
            means[channel] /= positions;
        }

        Centre(means);
        _isCentred = true;
    }

    private T* ScaleTimes(double factor)
    {
        for (int channel = 0; channel < _output.Channels; channel++)
        {
            _sampleScale[channel] = T.CreateTruncating(factor * double.CreateTruncating(_gradientScale[channel]));
        }

        return _sampleScale;
    }

    private void Centre(double[] means)
    {
        for (int channel = 0; channel < means.Length; channel++)
        {
            _centre[channel] = -T.CreateTruncating(means[channel]);
        }
    }

    private double Factor(int channel) => channel < _norm.Channels ? _norm.ScaleAt<T>(channel) : 1;

    private int Place(int channel) => (channel / _output.Lanes * 2 * _output.Lanes) + (channel % _output.Lanes);
}
