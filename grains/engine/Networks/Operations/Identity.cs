using Cdarts.Engine.Networks.Layers;
using static TorchSharp.torch;

namespace Cdarts.Engine.Networks.Operations;

/// <summary>skip_connect at stride 1.</summary>
internal sealed class Identity : Operation
{
    /// <inheritdoc/>
    public override Tensor Forward(Tensor x, ForwardPass pass) => x;
}
