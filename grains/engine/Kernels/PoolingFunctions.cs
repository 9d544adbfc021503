using static TorchSharp.torch;

namespace Cdarts.Engine.Kernels;

/// <summary>The autograd node of <see cref="Pooling3x3.Max"/>. Arguments: input, <see cref="PoolingCall"/>.</summary>
internal sealed class MaximumFunction : autograd.SingleTensorFunction<MaximumFunction>
{
    /// <inheritdoc/>
    public override string Name => nameof(Pooling3x3) + nameof(Pooling3x3.Max);

    /// <inheritdoc/>
    public override Tensor forward(autograd.AutogradContext ctx, params object[] vars)
    {
        var (input, call) = ((Tensor)vars[0], (PoolingCall)vars[1]);
        ctx.set_materialize_grads(false);
        ctx.save_for_backward([input]);
        ctx.save_data(nameof(PoolingCall), call);
        return call.Maximum(input);
    }

    /// <inheritdoc/>
    public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor grad_output)
    {
        ReturnedGradients.Release();
        if (grad_output is null || grad_output.IsInvalid)
        {
            return ReturnedGradients.Return(null, null);
        }

        using Tensor input = ctx.get_saved_variables()[0], gradient = grad_output.contiguous();
        grad_output.Dispose();
        return ReturnedGradients.Return(((PoolingCall)ctx.get_data(nameof(PoolingCall))).MaximumBackward(gradient, input), null);
    }
}

/// <summary>The autograd node of <see cref="Pooling3x3.Average"/>. Arguments: input, <see cref="PoolingCall"/>.</summary>
internal sealed class AverageFunction : autograd.SingleTensorFunction<AverageFunction>
{
    /// <inheritdoc/>
    public override string Name => nameof(Pooling3x3) + nameof(Pooling3x3.Average);

    /// <inheritdoc/>
    public override Tensor forward(autograd.AutogradContext ctx, params object[] vars)
    {
        var (input, call) = ((Tensor)vars[0], (PoolingCall)vars[1]);
        ctx.set_materialize_grads(false);
        ctx.save_data(nameof(PoolingCall), call);
        return call.Average(input);
    }

    /// <inheritdoc/>
    public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor grad_output)
    {
        ReturnedGradients.Release();
        if (grad_output is null || grad_output.IsInvalid)
        {
            return ReturnedGradients.Return(null, null);
        }

        using Tensor gradient = grad_output.contiguous();
        grad_output.Dispose();
        return ReturnedGradients.Return(((PoolingCall)ctx.get_data(nameof(PoolingCall))).AverageBackward(gradient), null);
    }
}
