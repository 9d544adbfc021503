using TorchSharp;
using static TorchSharp.torch;

namespace Cdarts.Engine.Kernels;

/// <summary>
/// Depthwise convolution on the CPU: one k x k kernel for each channel, padding <c>dilation * (k - 1) / 2</c>, optionally of the rectified input.
/// Runs on the calling thread alone, gives the same bits every time, and may be called from several threads at once.
/// </summary>
public static class DepthwiseConvolution
{
    /// <summary>Computes <c>conv(x)</c>, or <c>conv(max(x, 0))</c> with <paramref name="relu"/>; differentiable once in both arguments.</summary>
    /// <param name="x">N x C x H x W, float32 or float64, on the CPU; copied if it is not contiguous.</param>
    /// <param name="weight">C x 1 x k x k with k 3 or 5, of the same type; may be a view into a larger tensor.</param>
    /// <param name="stride">1 or 2.</param>
    /// <param name="dilation">1 or 2.</param>
    /// <param name="relu">Whether ReLU is applied to <paramref name="x"/> first.</param>
    /// <returns>N x C x ceil(H / stride) x ceil(W / stride).</returns>
    /// <exception cref="CdartsException">Shape, type or device of an argument is not one of these.</exception>
    public static Tensor Apply(Tensor x, Tensor weight, int stride, int dilation, bool relu)
    {
        DepthwiseCall call = DepthwiseCall.Check(x, weight, stride, dilation, relu);
        bool ofInput = is_grad_enabled() && x.requires_grad, ofWeight = is_grad_enabled() && weight.requires_grad;

        // TorchSharp keeps an unused tensor of the output's size for each output of a function; the scope frees it now and not with the graph.
        using DisposeScope scope = NewDisposeScope();
        Tensor input = x.is_contiguous() ? x : x.contiguous(), kernel = weight.is_contiguous() ? weight : weight.contiguous();
        Tensor output = ofInput || ofWeight
            ? DepthwiseFunction.apply(input, kernel, call, ofInput, ofWeight)
            : call.Forward(input, kernel);
        return output.MoveToOuterDisposeScope();
    }
}
