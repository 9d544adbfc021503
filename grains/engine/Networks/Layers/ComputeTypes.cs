using static TorchSharp.torch;

namespace Cdarts.Engine.Networks.Layers;

/// <summary>
/// Where tensors change their element type when convolutions and linear maps compute in another type than weights are kept in (bfloat16 beside float32). There
/// activations are of the narrow type; weights, batch-norm statistics, sums of sums, logits and losses are not. Without such a type nothing changes.
/// </summary>
internal static class ComputeTypes
{
    /// <summary>The tensor in the type in which something computes, recorded; null for the tensor's own.</summary>
    internal static Tensor As(this Tensor x, ScalarType? compute) => compute is { } type && x.dtype != type ? x.to(type) : x;

    /// <summary>bfloat16 as float32, recorded; all else as it is.</summary>
    internal static Tensor Widened(this Tensor x) => x.dtype == ScalarType.BFloat16 ? x.to(ScalarType.Float32) : x;
}
