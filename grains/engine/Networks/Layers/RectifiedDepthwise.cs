using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Cdarts.Engine.Networks.Layers;

/// <summary>ReLU and a depthwise convolution without bias.</summary>
internal sealed class RectifiedDepthwise
{
    private readonly int _channels;

    internal RectifiedDepthwise(Declarations declare, string name, int channels, int kernel, int stride, int dilation)
    {
        Weight = declare.KaimingUniform(name, (long)kernel * kernel, channels, 1, kernel, kernel);
        (_channels, Stride, Dilation, Padding, Compute) = (channels, stride, dilation, dilation * (kernel - 1) / 2, declare.Compute);
    }

    internal Weight Weight { get; }

    internal int Stride { get; }

    internal int Dilation { get; }

    internal int Padding { get; }

    /// <summary>Element type in which it computes; null for the weight's.</summary>
    internal ScalarType? Compute { get; }

    /// <summary>[B, C, H, W] to [B, C, H/stride, W/stride].</summary>
    internal Tensor Forward(Tensor x) =>
        F.conv2d(F.relu(x).As(Compute), Weight.Value.As(Compute), null!, [Stride, Stride], [Padding, Padding], [Dilation, Dilation], _channels);
}
