using TorchSharp;
using static TorchSharp.torch;

namespace Cdarts.Engine.Kernels;

/// <summary>
/// Pooling over 3x3 windows on the CPU, padding 1. Runs on the calling thread alone, gives the same bits every time, and may be called from several
/// threads at once.
/// </summary>
public static class Pooling3x3
{
    /// <summary>
    /// The largest element of each window; differentiable once. NaN counts as the largest; of equal maxima the first, row by row, gets the gradient.
    /// </summary>
    /// <param name="x">N x C x H x W, float32 or float64, on the CPU; copied if it is not contiguous.</param>
    /// <param name="stride">1 or 2.</param>
    /// <returns>N x C x ceil(H / stride) x ceil(W / stride).</returns>
    /// <exception cref="CdartsException">Shape, type or device of an argument is not one of these.</exception>
    public static Tensor Max(Tensor x, int stride)
    {
        PoolingCall call = PoolingCall.Check("3x3 max pooling", x, stride);
        using DisposeScope scope = NewDisposeScope();
        Tensor input = x.is_contiguous() ? x : x.contiguous();
        Tensor output = is_grad_enabled() && x.requires_grad ? MaximumFunction.apply(input, call) : call.Maximum(input);
        return output.MoveToOuterDisposeScope();
    }

    /// <summary>The mean of each window without its padding; differentiable once.</summary>
    /// <inheritdoc cref="Max"/>
    public static Tensor Average(Tensor x, int stride)
    {
        PoolingCall call = PoolingCall.Check("3x3 average pooling", x, stride);
        using DisposeScope scope = NewDisposeScope();
        Tensor input = x.is_contiguous() ? x : x.contiguous();
        Tensor output = is_grad_enabled() && x.requires_grad ? AverageFunction.apply(input, call) : call.Average(input);
        return output.MoveToOuterDisposeScope();
    }
}
