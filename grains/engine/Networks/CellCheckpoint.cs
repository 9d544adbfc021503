using Cdarts.Engine.Kernels;
using Cdarts.Engine.Mutators;
using Cdarts.Engine.Networks.Layers;
using TorchSharp;
using static TorchSharp.torch;

namespace Cdarts.Engine.Networks;

/// <summary>Runs a cell: outputs of the two cells before, architecture weights (null in an evaluation cell), pass.</summary>
internal delegate Tensor CheckpointedCell(Tensor beforePrevious, Tensor previous, ArchitectureWeights? weights, ForwardPass pass);

/// <summary>
/// The autograd node of a cell of which training keeps the inputs alone (gradient checkpointing): the forward pass records nothing, the backward pass runs the
/// cell once more, recorded, and goes back through that. Arguments: both inputs, the matrix of architecture weights (or null), the work.
/// </summary>
/// <remarks>
/// The second run gets what the first one got, samples' factors of drop path included, since nothing in a cell draws at random. Its batch-norm statistics are
/// staged where nothing reads them (<see cref="ForwardPass.Repetition"/>). Gradients of weights arrive where backward accumulates them, as ever.
/// </remarks>
internal sealed class CellCheckpoint : autograd.SingleTensorFunction<CellCheckpoint>
{
    private const string WorkToDo = nameof(WorkToDo);

    /// <inheritdoc/>
    public override string Name => nameof(CellCheckpoint);

    /// <summary>Runs a cell; without gradients just so.</summary>
    internal static Tensor Run(CheckpointedCell cell, Tensor beforePrevious, Tensor previous, ArchitectureWeights? weights, ForwardPass pass)
    {
        if (!is_grad_enabled() || !pass.Training)
        {
            return cell(beforePrevious, previous, weights, pass);
        }

        // Frees now what TorchSharp would keep with the graph.
        using DisposeScope scope = NewDisposeScope();
        return apply(beforePrevious, previous, weights?.Matrix!, new Work(cell, weights, pass)).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public override Tensor forward(autograd.AutogradContext ctx, params object[] vars)
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable noGrad = no_grad();
        var (first, second, work) = ((Tensor)vars[0], (Tensor)vars[1], (Work)vars[3]);
        ctx.set_materialize_grads(false);
        ctx.save_for_backward([first, second]);
        ctx.save_data(WorkToDo, work);

        // Weights of their own, since what these come to hold ends with the scope.
        return work.Cell(first, second, work.Weights?.With(work.Weights.Matrix.detach()), work.Pass).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor grad_output)
    {
        ReturnedGradients.Release();
        using DisposeScope scope = NewDisposeScope();
        if (grad_output is null || grad_output.IsInvalid)
        {
            return ReturnedGradients.Return(null, null, null, null);
        }

        List<Tensor> saved = ctx.get_saved_variables();
        var (cell, weights, _) = (Work)ctx.get_data(WorkToDo);
        Tensor first = Leaf(saved[0]), second = Leaf(saved[1]);
        Tensor? matrix = weights is { Matrix.requires_grad: true } ? Leaf(weights.Matrix) : null;
        using (enable_grad())
        {
            cell(first, second, weights?.With(matrix ?? weights.Matrix.detach()), ForwardPass.Repetition).backward([grad_output]);
        }

        grad_output.Dispose();
        return ReturnedGradients.Return(first.grad, second.grad, matrix?.grad, null);
    }

    private static Tensor Leaf(Tensor tensor) => tensor.detach().requires_grad_();

    private sealed record Work(CheckpointedCell Cell, ArchitectureWeights? Weights, ForwardPass Pass);
}
