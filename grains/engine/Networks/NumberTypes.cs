using Cdarts.Engine.Training;
using static TorchSharp.torch;

namespace Cdarts.Engine.Networks;

/// <summary>Element types of a network.</summary>
/// <param name="Weights">Of weights, statistics, gradients and logits.</param>
/// <param name="Compute">Of convolutions, linear maps and activations; null for that of the weights.</param>
internal readonly record struct NumberTypes(ScalarType Weights, ScalarType? Compute)
{
    internal static NumberTypes Of(Precision precision) => new(
        precision == Precision.Float64 ? ScalarType.Float64 : ScalarType.Float32, precision == Precision.Bfloat16 ? ScalarType.BFloat16 : null);
}
