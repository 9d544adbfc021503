using static TorchSharp.torch;

namespace Cdarts.Engine.Tests.Kernels;

/// <summary>Double-precision tensors of numbers that single precision holds exactly, so that both can be compared with one result.</summary>
internal sealed class RandomTensors(int seed) : IDisposable
{
    private readonly Generator _generator = new((ulong)seed);

    /// <summary>Normally distributed.</summary>
    internal Tensor Normal(params long[] shape) => randn(shape, dtype: ScalarType.Float32, generator: _generator).to(ScalarType.Float64);

    /// <summary>Normally distributed, but one element in eight is zero, where ReLU and its gradient have their edge.</summary>
    internal Tensor NormalWithZeros(params long[] shape) => Normal(shape) * Chosen(0.875, shape);

    /// <summary>Integers from -<paramref name="limit"/> to <paramref name="limit"/>: many are equal, and their sums are exact.</summary>
    internal Tensor Integers(int limit, params long[] shape) =>
        randint(-limit, limit + 1, shape, dtype: ScalarType.Float64, generator: _generator);

    /// <summary>True with a probability.</summary>
    internal Tensor Chosen(double probability, params long[] shape) =>
        rand(shape, dtype: ScalarType.Float64, generator: _generator) < probability;

    public void Dispose() => _generator.Dispose();
}
