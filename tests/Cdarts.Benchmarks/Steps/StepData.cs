using Cdarts.Engine.Data;
using static TorchSharp.torch;

namespace Cdarts.Benchmarks.Steps;

/// <summary>One training and one validation batch of random pictures and labels, made from a seed.</summary>
internal sealed class StepData
{
    internal StepData(StepSize size, ulong seed = 1)
    {
        using Generator generator = new(seed);
        Train = Random(size, generator);
        Valid = Random(size, generator);
    }

    internal Batch Train { get; }

    internal Batch Valid { get; }

    private static Batch Random(StepSize size, Generator generator) => new(
        randn([size.Batch, 3, size.Side, size.Side], dtype: ScalarType.Float32, generator: generator).DetachFromDisposeScope(),
        randint(size.Classes, [size.Batch], dtype: ScalarType.Int64, generator: generator).DetachFromDisposeScope(),
        size.Batch);
}
