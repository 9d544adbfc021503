using System.Diagnostics;
using System.Numerics;
using System.Runtime.InteropServices;
using Cdarts.Engine.Collectives;
using static TorchSharp.torch;

namespace Cdarts.Benchmarks.Replicas;

/// <summary>Two replicas of one process: an all-reduce over their tensors' memory. Each rank sums one half of every region, for both.</summary>
internal sealed class InProcessCollective : ICollective
{
    private const int Ranks = 2;

    private readonly Meeting _meeting;

    private InProcessCollective(int rank, Meeting meeting)
    {
        Rank = rank;
        _meeting = meeting;
    }

    public int Rank { get; }

    public int WorldSize => Ranks;

    /// <summary>Waiting for the other rank to come, in all calls together.</summary>
    internal double WaitMilliseconds { get; private set; }

    /// <summary>Summing, and waiting for the other rank's half, in all calls together.</summary>
    internal double SumMilliseconds { get; private set; }

    /// <summary>The two ranks of a group.</summary>
    /// <param name="cancelled">Ends the waiting of one rank when the other has failed.</param>
    internal static InProcessCollective[] Pair(CancellationToken cancelled)
    {
        Meeting meeting = new(cancelled);
        return [new InProcessCollective(0, meeting), new InProcessCollective(1, meeting)];
    }

    public void AllReduceSum(IReadOnlyList<Tensor> regions)
    {
        long start = Stopwatch.GetTimestamp();
        _meeting.Regions[Rank] = regions;
        Barrier();
        long met = Stopwatch.GetTimestamp();
        foreach ((Tensor first, Tensor second) in _meeting.Regions[0]!.Zip(_meeting.Regions[1]!))
        {
            SumHalf(first, second);
        }

        Barrier();
        WaitMilliseconds += Stopwatch.GetElapsedTime(start, met).TotalMilliseconds;
        SumMilliseconds += Stopwatch.GetElapsedTime(met).TotalMilliseconds;
    }

    public IReadOnlyList<byte[]> AllGather(byte[] block)
    {
        _meeting.Blocks[Rank] = block;
        Barrier();
        byte[][] all = [.. _meeting.Blocks.Select(each => each!)];
        Barrier();
        return all;
    }

    public void Barrier() => _meeting.Barrier.SignalAndWait(_meeting.Cancelled);

    public TimeSpan DataDeadline { get; set; }

    public CancellationToken Faulted => CancellationToken.None;

    public void Broadcast(IReadOnlyList<Tensor> regions, int root) => throw new NotSupportedException();

    public void SendReceive(ReadOnlySpan<PairTransfer> transfers) => throw new NotSupportedException();

    public void Abort(string reason) => throw new NotSupportedException();

    public void Dispose()
    {
    }

    private void SumHalf(Tensor first, Tensor second)
    {
        if (first.dtype == ScalarType.Float64)
        {
            Sum(Half<double>(first), Half<double>(second));
        }
        else
        {
            Sum(Half<float>(first), Half<float>(second));
        }
    }

    /// <summary>This rank's half of a contiguous tensor's elements.</summary>
    private Span<T> Half<T>(Tensor tensor)
        where T : struct
    {
        Span<T> all = MemoryMarshal.Cast<byte, T>(tensor.bytes);
        int middle = all.Length / 2;
        return Rank == 0 ? all[..middle] : all[middle..];
    }

    /// <summary>Both become the sum, in the order of the ranks.</summary>
    private static void Sum<T>(Span<T> first, Span<T> second)
        where T : struct, INumber<T>
    {
        Span<Vector<T>> a = MemoryMarshal.Cast<T, Vector<T>>(first), b = MemoryMarshal.Cast<T, Vector<T>>(second);
        for (int i = 0; i < a.Length; i++)
        {
            b[i] = a[i] += b[i];
        }

        for (int i = a.Length * Vector<T>.Count; i < first.Length; i++)
        {
            second[i] = first[i] += second[i];
        }
    }

    /// <summary>What the ranks share.</summary>
    private sealed class Meeting(CancellationToken cancelled)
    {
        internal CancellationToken Cancelled => cancelled;

        internal Barrier Barrier { get; } = new(Ranks);

        internal IReadOnlyList<Tensor>?[] Regions { get; } = new IReadOnlyList<Tensor>?[Ranks];

        internal byte[]?[] Blocks { get; } = new byte[]?[Ranks];
    }
}
