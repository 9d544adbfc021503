using TorchSharp;
using static TorchSharp.torch;

namespace Cdarts.Engine.Training.Retraining;

/// <summary>A copy of the network of the best epoch so far: weights and running statistics, on its device. Bound to the training thread.</summary>
internal sealed class BestNetwork : IDisposable
{
    private readonly RetrainState _state;
    private readonly Dictionary<string, Tensor> _copies = [];

    internal BestNetwork(RetrainState state) => _state = state;

    /// <summary>The copied tensors by the names they have in the network; none before the first <see cref="Take"/>.</summary>
    internal IEnumerable<(string Name, Tensor Value)> Tensors => _copies.Select(pair => (pair.Key, pair.Value));

    /// <summary>Copies the network as it is now.</summary>
    internal void Take()
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable noGrad = no_grad();
        foreach ((string name, Tensor value) in _state.NetworkTensors())
        {
            if (_copies.TryGetValue(name, out Tensor? copy))
            {
                copy.copy_(value);
            }
            else
            {
                _copies.Add(name, value.clone().DetachFromDisposeScope());
            }
        }
    }

    /// <summary>Takes the place of a copy that was written to a checkpoint; the tensors are copied.</summary>
    internal void Restore(IReadOnlyDictionary<string, Tensor> best)
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable noGrad = no_grad();
        foreach ((string name, Tensor value) in _state.NetworkTensors())
        {
            Tensor copy = empty_like(value, requires_grad: false).DetachFromDisposeScope();
            copy.copy_(best[name]);
            _copies[name] = copy;
        }
    }

    /// <summary>Makes the copy the network; without effect when there is none.</summary>
    internal void PutBack()
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable noGrad = no_grad();
        foreach ((string name, Tensor value) in _state.NetworkTensors())
        {
            if (_copies.TryGetValue(name, out Tensor? copy))
            {
                value.copy_(copy);
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (Tensor copy in _copies.Values)
        {
            copy.Dispose();
        }
    }
}
