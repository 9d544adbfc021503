using Cdarts.Engine.Checkpoints;
using Cdarts.Engine.Networks.Layers;
using TorchSharp;
using static TorchSharp.torch;

namespace Cdarts.Engine.Export.Cream;

/// <summary>Collects tensors under the names that a PyTorch module's state has for them.</summary>
internal sealed class StateDict
{
    private readonly List<TensorBlock> _blocks = [];

    internal IReadOnlyList<TensorBlock> Blocks => _blocks;

    internal void Weight(string name, Weight weight) => Add(name, weight.Value);

    internal void Linear(string name, Linear layer)
    {
        Weight(name + ".weight", layer.Weight);
        Weight(name + ".bias", layer.Bias);
    }

    /// <summary>
    /// A BatchNorm2d with scale and shift; a norm that has none gets ones and zeros, which compute the same. <c>num_batches_tracked</c>, which PyTorch reads
    /// only for norms without a momentum, is 0.
    /// </summary>
    internal void Norm(string name, BatchNorm norm)
    {
        using DisposeScope scope = NewDisposeScope();
        Add(name + ".weight", norm.Scale?.Value ?? ones_like(norm.Mean));
        Add(name + ".bias", norm.Shift?.Value ?? zeros_like(norm.Mean));
        Add(name + ".running_mean", norm.Mean);
        Add(name + ".running_var", norm.Variance);
        _blocks.Add(new TensorBlock(name + ".num_batches_tracked", TensorDTypes.Int64, [], new byte[sizeof(long)]));
    }

    private void Add(string name, Tensor value)
    {
        using Tensor elements = value.detach().cpu().contiguous();
        string type = value.dtype == ScalarType.Float64 ? TensorDTypes.Float64 : TensorDTypes.Float32;
        _blocks.Add(new TensorBlock(name, type, value.shape, elements.bytes.ToArray()));
    }
}
