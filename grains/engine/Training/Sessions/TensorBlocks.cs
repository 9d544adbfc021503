using Cdarts.Engine.Checkpoints;
using static TorchSharp.torch;

namespace Cdarts.Engine.Training.Sessions;

/// <summary>Tensors of a live state as the blocks of a checkpoint, and back.</summary>
internal static class TensorBlocks
{
    /// <summary>A copy of a tensor.</summary>
    internal static TensorBlock Of(string name, Tensor value) => new(name, DType(value), value.shape, value.cpu().contiguous().bytes.ToArray());

    /// <summary>Writes blocks into tensors; both must have the same names.</summary>
    /// <param name="blocks">Blocks.</param>
    /// <param name="tensors">Tensors, views of the live state.</param>
    /// <param name="where">Where the blocks come from, for the error's sentence.</param>
    /// <exception cref="CdartsException">The blocks are another network's.</exception>
    internal static void Restore(IEnumerable<TensorBlock> blocks, IEnumerable<(string Name, Tensor Value)> tensors, string where)
    {
        using IDisposable noGrad = no_grad();
        Dictionary<string, TensorBlock> left = blocks.ToDictionary(block => block.Name);
        foreach ((string name, Tensor value) in tensors)
        {
            if (!left.Remove(name, out TensorBlock? block) || !block.Shape.SequenceEqual(value.shape) || block.DType != DType(value))
            {
                throw new CdartsException($"{where} does not fit the networks of this run: '{name}' is missing or has another shape or type.");
            }

            Tensor host = zeros_like(value, device: CPU, requires_grad: false);
            block.Data.Span.CopyTo(host.bytes);
            value.copy_(host);
        }

        if (left.Count > 0)
        {
            throw new CdartsException($"{where} does not fit the networks of this run: they have no '{left.Keys.First()}'.");
        }
    }

    private static string DType(Tensor value) => value.dtype == ScalarType.Float64 ? "F64" : "F32";
}
