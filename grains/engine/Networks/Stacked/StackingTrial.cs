using System.Diagnostics;
using Cdarts.Engine.Networks.Layers;
using Cdarts.Engine.Optimizers;
using Cdarts.Engine.Spaces;
using TorchSharp;
using static TorchSharp.torch;

namespace Cdarts.Engine.Networks.Stacked;

/// <summary>Times the edges that leave one state, with weights and inputs of its own. Leaves torch's random numbers alone.</summary>
internal sealed class StackingTrial : IDisposable
{
    // A library may search for its algorithm in the first passes, and the allocator has to grow.
    private const int WarmUpPasses = 3, FewestPasses = 3;
    private const double EnoughMilliseconds = 5;

    private readonly Device _device;
    private readonly Declarations _declarations;
    private readonly OutgoingEdges _edges;
    private readonly StatisticsBuffer _statistics;
    private readonly StateMixing _mixing;
    private readonly Tensor _state;
    private readonly Tensor _upstream;

    internal StackingTrial(StackingShape shape, int batch, NumberTypes numbers, Device device)
    {
        using DisposeScope scope = NewDisposeScope();
        using Generator generator = new(1);
        Declarations declare = new("trial", generator, numbers.Weights, device, compute: numbers.Compute);
        Tensor Noise(params long[] sizes) => (declare.Uniform(sizes) - 0.5).DetachFromDisposeScope();
        const int Edges = CellSpace.NodeCount;
        (_device, _declarations) = (device, declare);
        _edges = new OutgoingEdges(
            [.. Enumerable.Range(0, Edges).Select(edge => Enumerable.Range(0, Primitives.OperationCount)
                .Select(primitive => DartsSpace.Instance.CreateOperation(declare.Child($"{edge}.{primitive}"), primitive, shape.Channels, shape.Stride, affine: false))
                .ToArray())],
            shape);
        _statistics = new StatisticsBuffer(declare.Norms, [], numbers.Weights, device);
        _mixing = new StateMixing(
            Noise(Edges, Primitives.SkipConnect + 1),
            [.. Enumerable.Range(Primitives.SkipConnect, Primitives.OperationCount - Primitives.SkipConnect).Select(_ => Noise(Edges * shape.Channels))]);
        Tensor Activations(params long[] sizes) => (declare.Uniform(sizes) - 0.5).As(numbers.Compute).DetachFromDisposeScope();
        _state = Activations(batch, shape.Channels, shape.Size, shape.Size).requires_grad_();
        _upstream = Activations(batch, Edges, shape.Channels, shape.Size / shape.Stride, shape.Size / shape.Stride);
    }

    /// <summary>Best time of a forward and backward pass.</summary>
    internal double Milliseconds(StackingKind kind)
    {
        for (int pass = 0; pass < WarmUpPasses; pass++)
        {
            Pass(kind);
        }

        double best = double.PositiveInfinity, total = 0;
        for (int pass = 0; pass < FewestPasses || total < EnoughMilliseconds; pass++)
        {
            Synchronise();
            long start = Stopwatch.GetTimestamp();
            Pass(kind);
            Synchronise();
            double elapsed = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
            (best, total) = (Math.Min(best, elapsed), total + elapsed);
        }

        return best;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _statistics.Dispose();
        IEnumerable<Tensor> own = _declarations.Weights.Select(weight => weight.Value)
            .Concat(_declarations.Norms.SelectMany(norm => (Tensor[])[norm.Mean, norm.Variance]))
            .Concat(_mixing.Scales).Append(_mixing.Plain).Append(_state).Append(_upstream);
        foreach (Tensor tensor in own)
        {
            tensor.Dispose();
        }
    }

    private void Pass(StackingKind kind)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor output = _edges.Forward(_state, _mixing, kind, null, ForwardPass.Search);
        _ = autograd.grad([output], [_state, .. _declarations.Weights.Select(weight => weight.Value)], [_upstream]);
    }

    private void Synchronise()
    {
        if (_device.type == DeviceType.CUDA)
        {
            cuda.synchronize(_device);
        }
    }
}
