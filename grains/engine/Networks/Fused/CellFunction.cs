using Cdarts.Engine.Kernels;
using Cdarts.Engine.Networks.Layers;
using TorchSharp;
using static TorchSharp.torch;

namespace Cdarts.Engine.Networks.Fused;

/// <summary>
/// The autograd node of a fused cell. Arguments: both inputs, the factors of its operations (or null where they are constants), the cell, the factors'
/// values, the pass, the samples' factors (or null). An exception in a backward function ends the process, so everything is checked before the
/// node is made.
/// </summary>
internal sealed class CellFunction : autograd.SingleTensorFunction<CellFunction>
{
    private const string Cell = nameof(Cell), Tape = nameof(Tape), Learns = nameof(Learns);

    /// <inheritdoc/>
    public override string Name => nameof(CellFunction);

    /// <summary>Runs a cell, recorded if gradients are on.</summary>
    internal static Tensor Run(
        IFusedCell cell, Tensor first, Tensor second, Tensor? factors, double[] values, ForwardPass pass, IReadOnlyList<double[]?>? sampleFactors = null)
    {
        // TorchSharp keeps an unused tensor of the output's size for each output of a function; the scope frees it now and not with the graph.
        using DisposeScope scope = NewDisposeScope();
        Tensor x = first.contiguous(), y = second.contiguous();
        if (is_grad_enabled() && pass.Training)
        {
            return apply(x, y, factors!, cell, values, pass, sampleFactors!).MoveToOuterDisposeScope();
        }

        (Tensor output, IDisposable tape) = cell.Forward(x, y, values, pass, sampleFactors);
        tape.Dispose();
        return output.MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public override Tensor forward(autograd.AutogradContext ctx, params object[] vars)
    {
        var (first, second, cell) = ((Tensor)vars[0], (Tensor)vars[1], (IFusedCell)vars[3]);
        (Tensor output, IDisposable tape) = cell.Forward(
            first, second, (double[])vars[4], (ForwardPass)vars[5], (IReadOnlyList<double[]?>?)vars[6]);
        ctx.set_materialize_grads(false);
        ctx.save_data(Cell, cell);
        ctx.save_data(Tape, tape);
        ctx.save_data(Learns, vars[2] is Tensor { requires_grad: true } factors ? factors.dtype : null!);
        return output;
    }

    /// <inheritdoc/>
    public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor grad_output)
    {
        ReturnedGradients.Release();
        using var tape = (IDisposable)ctx.get_data(Tape);
        if (grad_output is null || grad_output.IsInvalid)
        {
            return ReturnedGradients.Return(null, null, null, null, null, null, null);
        }

        (Tensor first, Tensor second, double[] factors) = ((IFusedCell)ctx.get_data(Cell)).Backward(tape, grad_output);
        grad_output.Dispose();
        Tensor? ofFactors = ctx.get_data(Learns) is ScalarType type ? tensor(factors, dtype: type) : null;
        return ReturnedGradients.Return(first, second, ofFactors, null, null, null, null);
    }
}
