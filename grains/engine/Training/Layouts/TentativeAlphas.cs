using Cdarts.Engine.Optimizers;
using static TorchSharp.torch;

namespace Cdarts.Engine.Training.Layouts;

/// <summary>
/// Alphas as they will be if an update passes its vote, for computing on with them before it has; disposing puts everything back, bit for bit. Bound to the
/// training thread.
/// </summary>
internal sealed class TentativeAlphas : IDisposable
{
    private readonly NetworkState _state;
    private readonly long _steps;
    private readonly (Tensor Live, Tensor Kept)[] _kept;

    /// <summary>Steps the alphas.</summary>
    /// <param name="state">State, with the gradient of the alphas over the whole batch.</param>
    /// <param name="step">Makes the step.</param>
    internal TentativeAlphas(NetworkState state, Action step)
    {
        _state = state;
        _steps = state.AlphaSteps;
        ParameterBuffers buffers = state.Buffers;
        Tensor[] live = [buffers.Alphas.Of(buffers.Values), buffers.Alphas.Of(buffers.Gradients), state.AlphaFirstMoment, state.AlphaSecondMoment];
        using IDisposable noGrad = no_grad();
        _kept = [.. live.Select(tensor => (tensor, tensor.clone()))];
        step();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        using IDisposable noGrad = no_grad();
        foreach ((Tensor live, Tensor kept) in _kept)
        {
            live.copy_(kept);
        }

        _state.AlphaSteps = _steps;
    }
}
