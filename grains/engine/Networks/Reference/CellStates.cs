using Cdarts.Engine.Networks.Layers;
using static TorchSharp.torch;

namespace Cdarts.Engine.Networks.Reference;

/// <summary>The states of a straight cell: what it begins with and ends in.</summary>
internal static class CellStates
{
    /// <summary>The cell's inputs, brought to its channels and size.</summary>
    internal static List<Tensor> Begin(CellParts parts, Tensor beforePrevious, Tensor previous, ForwardPass pass) => parts.Inputs.Count == 2
        ? [parts.Inputs[0].Forward(beforePrevious, pass), parts.Inputs[1].Forward(previous, pass)]
        : [parts.Inputs[0].Forward(previous, pass)];

    /// <summary>What a node gives that has nothing but <c>none</c>.</summary>
    internal static Tensor Zeros(CellParts parts, List<Tensor> states) =>
        zeros([states[0].shape[0], parts.Place.Channels, parts.Place.OutputSize, parts.Place.OutputSize], dtype: states[0].dtype, device: states[0].device);

    /// <summary>The cell's output.</summary>
    internal static Tensor End(CellParts parts, List<Tensor> states) => parts.Kind.Output.Count == 1
        ? states[parts.Kind.Output[0]]
        : cat([.. parts.Kind.Output.Select(state => states[state])], 1);
}
