using Cdarts.Engine.Data;
using static TorchSharp.torch;

namespace Cdarts.Benchmarks.Steps;

/// <summary>One training and one validation batch of random pictures and labels, made from a seed.</summary>
internal sealed class StepData
{
    /// <param name="size">Size.</param>
    /// <param name="seed">Seed.</param>
    /// <param name="device">Device of the pictures; null for the CPU.</param>
    /// <param name="type">Element type; the pictures are those of float32.</param>
    internal StepData(StepSize size, ulong seed = 1, Device? device = null, ScalarType type = ScalarType.Float32)
    {
        using Generator generator = new(seed);
        Batch Next() => Random(size, generator, device ?? CPU, type);
        (Train, Valid) = (Next(), Next());
    }

    private StepData(Batch train, Batch valid) => (Train, Valid) = (train, valid);

    internal Batch Train { get; }

    internal Batch Valid { get; }

    /// <summary>Some of the pictures in a row.</summary>
    internal StepData Part(int first, int count) => new(Train.Part(first, count), Valid.Part(first, count));

    private static Batch Random(StepSize size, Generator generator, Device device, ScalarType type) => new(
        randn([size.Batch, 3, size.Side, size.Side], dtype: ScalarType.Float32, generator: generator).to(type, device).DetachFromDisposeScope(),
        randint(size.Classes, [size.Batch], dtype: ScalarType.Int64, generator: generator).to(device).DetachFromDisposeScope(),
        size.Batch);
}
