using Cdarts.Engine.Networks.Layers;
using static TorchSharp.torch;

namespace Cdarts.Engine.Networks.Operations;

/// <summary>Gives its input as it is: <c>skip_connect</c> at stride 1. Drop path leaves it alone, unless asked otherwise.</summary>
public sealed class Identity : Operation
{
    /// <inheritdoc/>
    public override Tensor Forward(Tensor x, ForwardPass pass) => x;
}
