using System.Numerics;
using Cdarts.Engine.Kernels;
using Cdarts.Engine.Networks.Layers;
using Cdarts.Engine.Networks.Operations;
using static TorchSharp.torch;

namespace Cdarts.Engine.Networks.Fused;

/// <summary>A cell's input operation as one operation with our own kernels. Bound to one thread.</summary>
internal interface IFusedProjection : IDisposable
{
    /// <summary>From the output of an earlier cell, [N, blocks, H, W, lanes], to a state.</summary>
    (Tensor Output, IDisposable Tape) Forward(Tensor x, ForwardPass pass);

    /// <summary>The gradient of the input; the weights' gradients are added to where they are kept.</summary>
    Tensor Backward(IDisposable tape, Tensor gradient);
}

/// <inheritdoc cref="IFusedProjection"/>
internal sealed unsafe class FusedProjection<T> : IFusedProjection
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly PictureShape _input;
    private readonly PictureShape _output;
    private readonly LaneKernels<T> _inputKernels;
    private readonly LaneKernels<T> _kernels;
    private readonly Picture<T> _rectified;
    private readonly Picture<T> _rectifiedGradient;
    private readonly FusedUnit<T> _unit;
    private readonly SumsBuffer _sums;
    private readonly IStatisticsReduction _reduction;
    private readonly ScalarType _type = typeof(T) == typeof(float) ? ScalarType.Float32 : ScalarType.Float64;

    /// <param name="operation">1x1 convolution or factorized reduce.</param>
    /// <param name="input">Shape of the input.</param>
    /// <param name="segments">Segments of the input, each padded to whole blocks.</param>
    /// <param name="channels">Channels of the result.</param>
    /// <param name="scratch">Scratch memory.</param>
    /// <param name="reduction">Where batch-norm sums are added up.</param>
    internal FusedProjection(
        Operation operation, PictureShape input, int segments, int channels, FusedScratch<T> scratch, IStatisticsReduction reduction)
    {
        int lanes = LaneKernels<T>.LanesFor(channels);
        _input = input;
        _output = (operation is FactorizedReduce ? input.Halved : input) with { Blocks = LaneKernels<T>.Blocks(channels, lanes), Lanes = lanes };
        _inputKernels = LaneKernels<T>.For(input.Lanes);
        _kernels = LaneKernels<T>.For(lanes);
        _reduction = reduction;
        _rectified = scratch.Dense(input, ScratchSlot.Rectified);
        _rectifiedGradient = scratch.Dense(input, ScratchSlot.RectifiedGradient);
        if (operation is FactorizedReduce reduce)
        {
            FactorizedMap<T> map = new(input, _rectified, scratch, _inputKernels);
            int[] places = Places(input, segments, (int)reduce.Even.Weight.Shape[1]);
            _unit = new FusedUnit<T>(map, FusedStageBuilder<T>.FactorizedWeights(reduce, places, map.Mapped, _output), reduce.Norm, _output, scratch);
        }
        else
        {
            var pointwise = (PointwiseConvolution)operation;
            IdentityMap<T> map = new(input, _rectified, scratch.Dense(input, ScratchSlot.MappedGradient), _inputKernels);
            int[] places = Places(input, segments, (int)pointwise.Pointwise.Weight.Shape[1]);
            PointwiseWeights<T> weights = new([new WeightBand(pointwise.Pointwise.Weight, 0, 0)], places, input, _output);
            _unit = new FusedUnit<T>(map, weights, pointwise.Norm, _output, scratch);
        }

        _sums = new SumsBuffer(_unit.SumsLength);
    }

    /// <summary>Shape of the result.</summary>
    internal PictureShape Output => _output;

    /// <inheritdoc/>
    public (Tensor Output, IDisposable Tape) Forward(Tensor x, ForwardPass pass)
    {
        long samples = x.shape[0];
        Tensor output = empty([samples, _output.Blocks, _output.Rows, _output.Columns, _output.Lanes], dtype: _type);
        ProjectionTape tape = new(CellTape.Keep(x), empty([samples * (long)_output.Elements], dtype: _type).DetachFromDisposeScope());
        Pictures<T> inputs = Of(x, _input), products = Of(tape.Product, _output);
        _unit.Begin(pass);
        _sums.Clear();
        for (long sample = 0; sample < samples; sample++)
        {
            Rectify(inputs[sample]);
            _unit.Forward(products[sample], pass.Training ? _sums.At(0) : null);
        }

        if (pass.Training)
        {
            _unit.Complete(_sums.Slice(0, _unit.SumsLength), (double)samples * _output.Positions);
            _sums.Reduce((double)samples * _output.Positions, _reduction);
        }

        tape.Statistics = _unit.Normalise(_sums.Slice(0, _unit.SumsLength), _sums.Count, pass);
        NodeMixture<T> normalised = new(_output);
        normalised.Add(products, 1, _unit);
        normalised.Run(_kernels, Of(output, _output), samples, add: false);
        return (output, tape);
    }

    /// <inheritdoc/>
    public Tensor Backward(IDisposable kept, Tensor gradient)
    {
        var tape = (ProjectionTape)kept;
        long samples = tape.Input.shape[0];
        using Tensor incoming = gradient.contiguous();
        Tensor result = empty(tape.Input.shape, dtype: _type);
        Pictures<T> inputs = Of(tape.Input, _input), products = Of(tape.Product, _output), results = Of(result, _input), gradients = Of(incoming, _output);
        _unit.Use(tape.Statistics!);
        _sums.Clear();
        for (long sample = 0; sample < samples; sample++)
        {
            for (int block = 0; block < _output.Blocks; block++)
            {
                nint plane = block * _output.Plane;
                int channel = block * _output.Lanes;
                double* sums = _sums.At(2 * channel);
                _kernels.Sum(gradients[sample] + plane, _output.Positions, sums);
                _kernels.Dot(gradients[sample] + plane, products[sample] + plane, _unit.Mean + channel, _output.Positions, sums + _output.Lanes);
            }
        }

        Span<double> all = _sums.Slice(0, _unit.SumsLength);
        _unit.FactorGradient(all, tape.Statistics!, 1);
        _sums.Reduce((double)samples * _output.Positions, _reduction);
        _unit.PrepareBackward(all, tape.Statistics!, _sums.Count, 1);
        for (long sample = 0; sample < samples; sample++)
        {
            if (_unit.Learns)
            {
                Rectify(inputs[sample]);
            }

            new Span<T>(_rectifiedGradient.Origin, (int)_input.Elements).Clear();
            _unit.Backward(gradients[sample], products[sample], in _rectifiedGradient);
            _inputKernels.Gate(_rectifiedGradient.Origin, inputs[sample], results[sample], _input.Blocks * _input.Positions, add: false);
        }

        _unit.GiveGradients();
        return result;
    }

    /// <inheritdoc/>
    public void Dispose() => _unit.Dispose();

    /// <summary>Places of the input channels among the padded ones.</summary>
    private static int[] Places(PictureShape input, int segments, int channels)
    {
        int each = channels / segments, padded = input.Channels / segments;
        return [.. Enumerable.Range(0, channels).Select(channel => (channel / each * padded) + (channel % each))];
    }

    private static Pictures<T> Of(Tensor tensor, PictureShape shape) => new((T*)TensorMemory.Pointer(tensor), shape.Elements);

    private void Rectify(T* x) => _inputKernels.Rectify(
        x, null, null, new Plane<T>(_rectified.Origin, _input.Columns * _input.Lanes, _input.Lanes), _input.Blocks * _input.Rows, _input.Columns);

    private sealed class ProjectionTape(Tensor input, Tensor product) : IDisposable
    {
        internal Tensor Input => input;

        internal Tensor Product => product;

        internal UnitStatistics? Statistics { get; set; }

        public void Dispose()
        {
            input.Dispose();
            product.Dispose();
        }
    }
}
