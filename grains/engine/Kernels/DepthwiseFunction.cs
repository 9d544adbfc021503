using static TorchSharp.torch;

namespace Cdarts.Engine.Kernels;

/// <summary>
/// The autograd node of <see cref="DepthwiseConvolution"/>. Arguments: input, weight, <see cref="DepthwiseCall"/>, whether the input's and whether the
/// weight's gradient is wanted. An exception in a backward function ends the process, so everything is checked before the node is made.
/// </summary>
internal sealed class DepthwiseFunction : autograd.SingleTensorFunction<DepthwiseFunction>
{
    /// <inheritdoc/>
    public override string Name => nameof(DepthwiseConvolution);

    /// <inheritdoc/>
    public override Tensor forward(autograd.AutogradContext ctx, params object[] vars)
    {
        var (input, weight, call) = ((Tensor)vars[0], (Tensor)vars[1], (DepthwiseCall)vars[2]);
        bool ofInput = (bool)vars[3], ofWeight = (bool)vars[4];
        ctx.set_materialize_grads(false);
        ctx.save_for_backward([ofWeight || call.Relu ? input : null!, ofInput ? weight : null!]);
        ctx.save_data(nameof(DepthwiseCall), call);
        ctx.save_data(nameof(ofInput), ofInput);
        ctx.save_data(nameof(ofWeight), ofWeight);
        return call.Forward(input, weight);
    }

    /// <inheritdoc/>
    public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor grad_output)
    {
        ReturnedGradients.Release();
        if (grad_output is null || grad_output.IsInvalid)
        {
            return ReturnedGradients.Return(null, null, null, null, null);
        }

        bool ofInput = (bool)ctx.get_data(nameof(ofInput)), ofWeight = (bool)ctx.get_data(nameof(ofWeight));
        var call = (DepthwiseCall)ctx.get_data(nameof(DepthwiseCall));
        List<Tensor> saved = ctx.get_saved_variables();
        using Tensor? input = saved[0], weight = saved[1];
        using Tensor gradient = grad_output.contiguous();
        (Tensor? inputGradient, Tensor? weightGradient) = call.Backward(gradient, input, weight, ofInput, ofWeight);
        grad_output.Dispose();
        return ReturnedGradients.Return(inputGradient, weightGradient, null, null, null);
    }
}
