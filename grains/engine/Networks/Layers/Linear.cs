using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Cdarts.Engine.Networks.Layers;

/// <summary>An affine map with bias.</summary>
internal sealed class Linear
{
    private readonly Weight _weight;
    private readonly Weight _bias;

    internal Linear(Declarations declare, string name, int input, int output)
    {
        Declarations child = declare.Child(name);
        _weight = child.KaimingUniform("weight", input, output, input);
        _bias = child.KaimingUniform("bias", input, output);
    }

    /// <summary>[B, input] to [B, output].</summary>
    internal Tensor Forward(Tensor x) => F.linear(x, _weight.Value, _bias.Value);
}
