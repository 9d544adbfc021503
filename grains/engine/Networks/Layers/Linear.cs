using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Cdarts.Engine.Networks.Layers;

/// <summary>An affine map with bias.</summary>
internal sealed class Linear
{
    private readonly ScalarType? _compute;

    internal Linear(Declarations declare, string name, int input, int output)
    {
        _compute = declare.Compute;
        Declarations child = declare.Child(name);
        Weight = child.KaimingUniform("weight", input, output, input);
        Bias = child.KaimingUniform("bias", input, output);
    }

    /// <summary>[output, input].</summary>
    internal Weight Weight { get; }

    /// <summary>[output].</summary>
    internal Weight Bias { get; }

    /// <summary>[B, input] to [B, output], of the weights' type whatever it computes in.</summary>
    internal Tensor Forward(Tensor x) =>
        F.linear(x.As(_compute), Weight.Value.As(_compute), Bias.Value.As(_compute)).As(Weight.Value.dtype);
}
