using Cdarts.Engine.Networks.Layers;
using static TorchSharp.torch;

namespace Cdarts.Engine.Networks.Operations;

/// <summary>An operation on an edge, or what brings an input to a cell's size: [B, C, H, W] to [B, C', H/stride, W/stride]. Bound to one thread.</summary>
public abstract class Operation
{
    /// <summary>Runs the operation.</summary>
    /// <param name="x">Input, contiguous.</param>
    /// <param name="pass">Training or inference; to be handed on to batch norms.</param>
    public abstract Tensor Forward(Tensor x, ForwardPass pass);
}
