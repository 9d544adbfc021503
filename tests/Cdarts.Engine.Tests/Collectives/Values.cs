using System.Runtime.InteropServices;
using TorchSharp;
using static TorchSharp.torch;

namespace Cdarts.Engine.Tests.Collectives;

/// <summary>Elements that every rank can make for every other, over many decades, so that the order of a sum shows in its bits.</summary>
internal static class Values
{
    private static readonly double[] Decades = [1e-6, 1e3, 1, 1e-3, 1e6, 10, 1e-2];

    internal static double[] Of(int rank, long count, int seed)
    {
        Random random = new(HashCode.Combine(rank, seed));
        double[] values = new double[count];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = (random.NextDouble() - 0.5) * Decades[i % Decades.Length];
        }

        return values;
    }

    internal static Tensor Tensor(int rank, long count, int seed, ScalarType type) => tensor(Of(rank, count, seed)).to_type(type);

    /// <summary>The sequential sum in rank order, as bytes.</summary>
    internal static byte[] Sum(int ranks, long count, int seed, ScalarType type)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor[] all = [.. Enumerable.Range(0, ranks).Select(rank => Tensor(rank, count, seed, type))];
        return type switch
        {
            ScalarType.Float32 => Add<float>(all),
            ScalarType.Float64 => Add<double>(all),
            _ => Add<long>(all),
        };
    }

    internal static byte[] Bytes(Tensor tensor) => tensor.bytes.ToArray();

    private static byte[] Add<T>(Tensor[] all)
        where T : unmanaged, System.Numerics.INumber<T>
    {
        T[] sum = all[0].data<T>().ToArray();
        foreach (Tensor other in all.Skip(1))
        {
            T[] values = other.data<T>().ToArray();
            for (int i = 0; i < sum.Length; i++)
            {
                sum[i] += values[i];
            }
        }

        return MemoryMarshal.AsBytes<T>(sum).ToArray();
    }
}
