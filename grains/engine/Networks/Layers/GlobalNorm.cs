using Cdarts.Engine.Kernels;
using TorchSharp;
using static TorchSharp.torch;

namespace Cdarts.Engine.Networks.Layers;

/// <summary>
/// Batch norm in training over the global batch of several replicas, which may hold parts of different sizes; on any device. One message forwards and one
/// backwards, in float64. Arguments: input [B, C, H, W], scale and shift [C] or null, mean and 1 / standard deviation [C], statistics.
/// </summary>
/// <remarks>
/// What meets is sums and sums of squares, so the variance loses the digits of (mean / standard deviation)² in float64: more than float32 has, unless
/// a channel is constant but for its last digits.
/// </remarks>
internal sealed class GlobalNorm : autograd.SingleTensorFunction<GlobalNorm>
{
    private const string Statistics = nameof(Statistics), Gradients = nameof(Gradients);
    private static readonly long[] AllButChannels = [0, 2, 3];

    // TorchSharp makes a scalar of every number, and does not keep it from the garbage collector during the call: a number that is made in passing may be freed
    // before LibTorch has read it. That would be an exception at best, and one in a backward function ends the process.
    private static readonly Scalar Zero = 0, One = 1, Epsilon = BatchNorm.Epsilon;

    /// <inheritdoc/>
    public override string Name => nameof(GlobalNorm);

    /// <summary>Normalises, and stages the global batch's mean and unbiased variance.</summary>
    /// <param name="x">[B, C, H, W].</param>
    /// <param name="scale">[C], or null for 1.</param>
    /// <param name="shift">[C], or null for 0.</param>
    /// <param name="staged">Where the statistics go, [C] each; null for nowhere.</param>
    /// <param name="statistics">Where the sums of the replicas meet.</param>
    internal static Tensor Run(Tensor x, Tensor? scale, Tensor? shift, (Tensor? Mean, Tensor? Variance) staged, BatchStatistics statistics)
    {
        // As in the fused functions: frees now what TorchSharp would keep with the graph.
        using DisposeScope scope = NewDisposeScope();
        (Tensor mean, Tensor inverse) = Measure(x, staged, statistics);
        return apply(x, scale!, shift!, mean, inverse, statistics).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public override Tensor forward(autograd.AutogradContext ctx, params object[] vars)
    {
        using DisposeScope scope = NewDisposeScope();
        var (x, mean, inverse) = ((Tensor)vars[0], (Tensor)vars[3], (Tensor)vars[4]);
        var (scale, shift) = (vars[1] as Tensor, vars[2] as Tensor);
        ctx.save_for_backward(scale is null ? [x, mean, inverse] : [x, mean, inverse, scale]);
        ctx.save_data(Statistics, vars[5]);
        ctx.save_data(Gradients, (scale is { requires_grad: true }, shift is { requires_grad: true }));
        Tensor y = x.sub(ByChannel(mean)).mul_(ByChannel(scale is null ? inverse : inverse * scale));
        return (shift is null ? y : y.add_(ByChannel(shift), One)).As(x.dtype).MoveToOuterDisposeScope();
    }

    /// <summary>With g the gradient, x̂ the normalised input and m(.) means over the global batch: scale / deviation (g - m(g) - x̂ m(g x̂)).</summary>
    public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor grad_output)
    {
        ReturnedGradients.Release();
        using DisposeScope scope = NewDisposeScope();
        List<Tensor> saved = ctx.get_saved_variables();
        Tensor mean = saved[1], inverse = saved[2];
        var (ofScale, ofShift) = ((bool, bool))ctx.get_data(Gradients);
        Tensor upstream = grad_output.Widened(), normed = saved[0].sub(ByChannel(mean)).mul_(ByChannel(inverse));
        Tensor sum = upstream.sum(AllButChannels), dot = (upstream * normed).sum(AllButChannels);

        long channels = mean.shape[0];
        Tensor sums = cat([sum.to(ScalarType.Float64), dot.to(ScalarType.Float64), Count(normed)], 0);
        ((BatchStatistics)ctx.get_data(Statistics)).Reduce(sums);
        Tensor means = (sums.narrow(0, 0, 2 * channels) / sums.narrow(0, 2 * channels, 1)).to(normed.dtype);

        Tensor factor = saved.Count > 3 ? inverse * saved[3] : inverse;
        Tensor gradient = normed.mul_(ByChannel(means.narrow(0, channels, channels))).neg_().add_(upstream, One)
            .sub_(ByChannel(means.narrow(0, 0, channels))).mul_(ByChannel(factor)).As(saved[0].dtype);
        grad_output.Dispose();
        return ReturnedGradients.Return(gradient, ofScale ? dot : null, ofShift ? sum : null, null, null, null);
    }

    private static (Tensor Mean, Tensor Inverse) Measure(Tensor x, (Tensor? Mean, Tensor? Variance) staged, BatchStatistics statistics)
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable noGrad = no_grad();
        (Tensor ownVariance, Tensor ownMean) = var_mean(x.Widened(), AllButChannels, unbiased: false);
        long channels = ownMean.shape[0];
        Tensor own = Count(x), exact = ownMean.to(ScalarType.Float64);
        Tensor squares = ownVariance.to(ScalarType.Float64).add_(exact.square(), One);
        Tensor sums = cat([exact.mul_(own), squares.mul_(own), own], 0);
        statistics.Reduce(sums);

        Tensor count = sums.narrow(0, 2 * channels, 1);
        Tensor mean = sums.narrow(0, 0, channels) / count;

        // Rounding can leave the variance of a constant channel just below zero.
        Tensor variance = (sums.narrow(0, channels, channels) / count).sub_(mean.square()).clamp_min_(Zero);
        staged.Mean?.copy_(mean);
        staged.Variance?.copy_(variance * count / count.sub(One));
        return (mean.to(ownMean.dtype).MoveToOuterDisposeScope(), variance.add_(Epsilon).rsqrt_().to(ownMean.dtype).MoveToOuterDisposeScope());
    }

    /// <summary>Elements of a channel, [1], float64.</summary>
    private static Tensor Count(Tensor x) => tensor([(double)(x.numel() / x.shape[1])], device: x.device);

    private static Tensor ByChannel(Tensor values) => values.view(1, -1, 1, 1);
}
