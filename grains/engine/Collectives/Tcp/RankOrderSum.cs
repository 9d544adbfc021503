using System.Numerics;
using TorchSharp;

namespace Cdarts.Engine.Collectives.Tcp;

/// <summary>Sums of elements; vectorised over elements, so that every element is added exactly as a sequential loop over the ranks would.</summary>
internal static unsafe class RankOrderSum
{
    /// <summary>Whether elements of this type can be summed.</summary>
    internal static bool Supports(torch.ScalarType element) =>
        element is torch.ScalarType.Float32 or torch.ScalarType.Float64 or torch.ScalarType.Int64;

    /// <summary>
    /// own = ((x0 + x1) + ...) + xn, where x of the own rank is own. The memory of rank 0 is used up on the way.
    /// </summary>
    /// <param name="element">Type of the elements.</param>
    /// <param name="values">Address of every rank's elements.</param>
    /// <param name="rank">Own rank: where the sum goes.</param>
    /// <param name="bytes">Bytes of every rank.</param>
    internal static void Into(torch.ScalarType element, ReadOnlySpan<nint> values, int rank, long bytes)
    {
        nint sum = values[0];
        for (int other = 1; other < values.Length; other++)
        {
            nint target = other >= rank ? values[rank] : values[0];
            Add(element, sum, values[other], target, bytes);
            sum = target;
        }
    }

    /// <summary>target = a + b; the target may be either.</summary>
    internal static void Add(torch.ScalarType element, nint a, nint b, nint target, long bytes)
    {
        switch (element)
        {
            case torch.ScalarType.Float32:
                Add((float*)a, (float*)b, (float*)target, bytes / sizeof(float));
                break;
            case torch.ScalarType.Float64:
                Add((double*)a, (double*)b, (double*)target, bytes / sizeof(double));
                break;
            default:
                Add((long*)a, (long*)b, (long*)target, bytes / sizeof(long));
                break;
        }
    }

    private static void Add<T>(T* a, T* b, T* target, long count)
        where T : unmanaged, IAdditionOperators<T, T, T>
    {
        long i = 0;
        for (; i <= count - Vector<T>.Count; i += Vector<T>.Count)
        {
            (Vector.Load(a + i) + Vector.Load(b + i)).Store(target + i);
        }

        for (; i < count; i++)
        {
            target[i] = a[i] + b[i];
        }
    }
}
