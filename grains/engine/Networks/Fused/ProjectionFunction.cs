using Cdarts.Engine.Kernels;
using Cdarts.Engine.Networks.Layers;
using TorchSharp;
using static TorchSharp.torch;

namespace Cdarts.Engine.Networks.Fused;

/// <summary>The autograd node of a fused projection. Arguments: input, projection, pass.</summary>
internal sealed class ProjectionFunction : autograd.SingleTensorFunction<ProjectionFunction>
{
    private const string Projection = nameof(Projection), Tape = nameof(Tape);

    /// <inheritdoc/>
    public override string Name => nameof(ProjectionFunction);

    /// <summary>Runs a projection, recorded if gradients are on.</summary>
    internal static Tensor Run(IFusedProjection projection, Tensor x, ForwardPass pass)
    {
        using DisposeScope scope = NewDisposeScope();
        if (is_grad_enabled() && pass.Training)
        {
            return apply(x.contiguous(), projection, pass).MoveToOuterDisposeScope();
        }

        (Tensor output, IDisposable tape) = projection.Forward(x.contiguous(), pass);
        tape.Dispose();
        return output.MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public override Tensor forward(autograd.AutogradContext ctx, params object[] vars)
    {
        var projection = (IFusedProjection)vars[1];
        (Tensor output, IDisposable tape) = projection.Forward((Tensor)vars[0], (ForwardPass)vars[2]);
        ctx.set_materialize_grads(false);
        ctx.save_data(Projection, projection);
        ctx.save_data(Tape, tape);
        return output;
    }

    /// <inheritdoc/>
    public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor grad_output)
    {
        ReturnedGradients.Release();
        using var tape = (IDisposable)ctx.get_data(Tape);
        if (grad_output is null || grad_output.IsInvalid)
        {
            return ReturnedGradients.Return(null, null, null);
        }

        Tensor gradient = ((IFusedProjection)ctx.get_data(Projection)).Backward(tape, grad_output);
        grad_output.Dispose();
        return ReturnedGradients.Return(gradient, null, null);
    }
}
