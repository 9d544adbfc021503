using System.Numerics;
using System.Runtime.InteropServices;
using Cdarts.Engine.Collectives;
using static TorchSharp.torch;

namespace Cdarts.Engine.Tests.Collectives;

/// <summary>
/// A group whose replicas are threads of this process: calls block, sums go in the order of the ranks, and a call that the ranks do not agree on is a fault.
/// </summary>
internal sealed class ThreadGroup
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly object _gate = new();
    private readonly Member[] _members;
    private byte[][][] _offers;
    private byte[][][] _complete = [];
    private string? _call;
    private int _arrived;
    private int _round;
    private readonly CancellationTokenSource _faulted = new();
    private string? _fault;

    internal ThreadGroup(int worldSize)
    {
        _members = [.. Enumerable.Range(0, worldSize).Select(rank => new Member(this, rank))];
        _offers = new byte[worldSize][][];
    }

    /// <summary>Called before a sum, with the rank and the number of its sum in this group, from 0.</summary>
    internal Action<int, int>? BeforeSum { get; init; }

    internal ICollective this[int rank] => _members[rank];

    /// <summary>Sums that a rank has asked for.</summary>
    internal int SumsOf(int rank) => _members[rank].Sums;

    /// <summary>Runs a part once per rank, each on a thread of its own, all at the same time, and gives their results by rank.</summary>
    internal static T[] Each<T>(int ranks, Func<int, T> part)
    {
        T[] results = new T[ranks];
        RankThreads.Each(ranks, rank =>
        {
            set_num_threads(1);
            results[rank] = part(rank);
        });
        return results;
    }

    internal void Abort(string reason)
    {
        lock (_gate)
        {
            _fault ??= reason;
            Monitor.PulseAll(_gate);
        }

        _faulted.Cancel();
    }

    /// <summary>Waits until every rank has come with the same call; gives what they brought, by rank.</summary>
    private byte[][][] Meet(int rank, string call, byte[][] offer)
    {
        lock (_gate)
        {
            if ((_call ??= call) != call)
            {
                Abort($"rank {rank} calls {call} where another calls {_call}");
            }

            ThrowIfOver();
            int round = _round;
            _offers[rank] = offer;
            if (++_arrived == _members.Length)
            {
                (_complete, _offers, _call, _arrived) = (_offers, new byte[_members.Length][][], null, 0);
                _round++;
                Monitor.PulseAll(_gate);
                return _complete;
            }

            while (_round == round)
            {
                ThrowIfOver();
                if (!Monitor.Wait(_gate, Patience))
                {
                    Abort($"rank {rank} waits in {call} for ever");
                }
            }

            // No rank can be in the next round but one before this one has left.
            return _complete;
        }
    }

    private void ThrowIfOver()
    {
        if (_fault is not null)
        {
            throw new CollectiveException([], _fault);
        }
    }

    private sealed class Member(ThreadGroup group, int rank) : ICollective
    {
        // What the others may still read of the last call is not touched in this one; nobody can be two calls behind.
        private readonly List<byte[]>[] _copies = [[], []];
        private int _call;

        public int Rank => rank;

        public int WorldSize => group._members.Length;

        public TimeSpan DataDeadline { get; set; }

        public CancellationToken Faulted => group._faulted.Token;

        internal int Sums { get; private set; }

        public void AllReduceSum(IReadOnlyList<Tensor> regions)
        {
            group.BeforeSum?.Invoke(rank, Sums);
            Sums++;
            byte[][][] all = Meet($"a sum of {string.Join('+', regions.Select(region => $"{region.numel()} {region.dtype}"))}", regions);
            for (int i = 0; i < regions.Count; i++)
            {
                byte[][] offers = [.. all.Select(offer => offer[i])];
                switch (regions[i].dtype)
                {
                    case ScalarType.Float64:
                        Add<double>(offers, regions[i].bytes);
                        break;
                    case ScalarType.Float32:
                        Add<float>(offers, regions[i].bytes);
                        break;
                    default:
                        throw new NotSupportedException($"{regions[i].dtype}");
                }
            }
        }

        public void Broadcast(IReadOnlyList<Tensor> regions, int root)
        {
            byte[][] given = Meet($"a broadcast of {regions.Count} from {root}", regions)[root];
            for (int i = 0; i < regions.Count; i++)
            {
                given[i].AsSpan(0, regions[i].bytes.Length).CopyTo(regions[i].bytes);
            }
        }

        public IReadOnlyList<byte[]> AllGather(byte[] block) => [.. group.Meet(rank, "a gathering", [block]).Select(offer => offer[0])];

        public void Barrier() => group.Meet(rank, "a barrier", []);

        public void SendReceive(ReadOnlySpan<PairTransfer> transfers) => throw new NotSupportedException();

        public void Abort(string reason) => group.Abort(reason);

        public void Dispose()
        {
        }

        private static void Add<T>(byte[][] offers, Span<byte> target)
            where T : unmanaged, INumber<T>
        {
            Span<T> sums = MemoryMarshal.Cast<byte, T>(target);
            sums.Clear();
            foreach (byte[] offer in offers)
            {
                ReadOnlySpan<T> values = MemoryMarshal.Cast<byte, T>(offer);
                for (int i = 0; i < sums.Length; i++)
                {
                    sums[i] += values[i];
                }
            }
        }

        private byte[] Copy(Tensor region, int index)
        {
            List<byte[]> copies = _copies[_call & 1];
            if (copies.Count <= index)
            {
                copies.Add([]);
            }

            Span<byte> bytes = region.bytes;
            if (copies[index].Length < bytes.Length)
            {
                copies[index] = new byte[bytes.Length];
            }

            bytes.CopyTo(copies[index]);
            return copies[index];
        }

        private byte[][][] Meet(string call, IReadOnlyList<Tensor> regions)
        {
            _call++;
            return group.Meet(rank, call, [.. regions.Select(Copy)]);
        }
    }
}
