using Cdarts.Engine.Collectives;
using static TorchSharp.torch;

namespace Cdarts.Engine.Tests.Collectives.Nccl;

/// <summary>Control groups for the threads of one test: bytes and barriers, and a peer that is lost when the test says so.</summary>
internal sealed class LocalControl(int worldSize) : ICollectives
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, LocalRound> _rounds = [];
    private readonly List<Member> _members = [];

    /// <summary>Blocks that were exchanged by the whole world, in the order of exchange.</summary>
    internal List<byte[][]> Exchanged { get; } = [];

    public ICollectiveSeat Open(string run, long generation) => new Seat(this);

    /// <summary>All others see the rank die.</summary>
    internal void Lose(int rank)
    {
        foreach (Member member in Members())
        {
            if (member.WorldRank != rank)
            {
                member.End(new CollectiveException([rank], $"Rank {rank} is lost: no beat."));
            }
        }
    }

    private Member[] Members()
    {
        lock (_lock)
        {
            return [.. _members];
        }
    }

    private LocalRound Round(string name, int size)
    {
        lock (_lock)
        {
            return _rounds.TryGetValue(name, out LocalRound? round) ? round : _rounds[name] = new LocalRound(size);
        }
    }

    private sealed class Seat(LocalControl control) : ICollectiveSeat
    {
        private volatile string? _aborted;

        public string Endpoint => "local";

        public CollectiveGroups Form(GroupSpec group, TimeSpan deadline)
        {
            if (_aborted is { } reason)
            {
                throw new CollectiveException([], reason);
            }

            Member world = new(control, "world", group.Rank, [.. Enumerable.Range(0, control.WorldSize)]);
            return new CollectiveGroups(world, Part(world, "search", group.SearchRanks), Part(world, "evaluation", group.EvaluationRanks));
        }

        public void Abort(string reason) => _aborted = reason;

        public void Dispose()
        {
        }

        private Member? Part(Member world, string name, IReadOnlyList<int>? ranks) =>
            ranks is null ? world : ranks.Contains(world.WorldRank) ? new Member(control, name, world.WorldRank, [.. ranks.Order()]) : null;
    }

    private int WorldSize => worldSize;

    private sealed class Member : ICollective, IFaultSignal
    {
        private readonly LocalControl _control;
        private readonly LocalRound _round;
        private readonly int[] _ranks;
        private readonly CancellationTokenSource _faulted = new();
        private CollectiveException? _fault;

        internal Member(LocalControl control, string name, int worldRank, int[] ranks)
        {
            (_control, _ranks, WorldRank, _round) = (control, ranks, worldRank, control.Round(name, ranks.Length));
            lock (control._lock)
            {
                control._members.Add(this);
            }
        }

        internal int WorldRank { get; }

        public int Rank => Array.IndexOf(_ranks, WorldRank);

        public int WorldSize => _ranks.Length;

        public TimeSpan DataDeadline { get; set; }

        public CancellationToken Faulted => _faulted.Token;

        public CollectiveException? Fault => Volatile.Read(ref _fault);

        public IReadOnlyList<byte[]> AllGather(byte[] block)
        {
            byte[][] blocks = _round.Exchange(Rank, block, Faulted) ?? throw new CollectiveException(Fault!.Lost, Fault.Message);
            if (Rank == 0)
            {
                _control.Exchanged.Add(blocks);
            }

            return blocks;
        }

        public void Barrier() => AllGather([]);

        public void Abort(string reason)
        {
            End(new CollectiveException([], reason));
            _control.Lose(WorldRank);
        }

        internal void End(CollectiveException fault)
        {
            if (Interlocked.CompareExchange(ref _fault, fault, null) is null)
            {
                _faulted.Cancel();
            }
        }

        public void Dispose()
        {
        }

        public void AllReduceSum(IReadOnlyList<Tensor> regions) => throw new NotSupportedException("Tensors do not go over the control group.");

        public void Broadcast(IReadOnlyList<Tensor> regions, int root) => throw new NotSupportedException("Tensors do not go over the control group.");

        public void SendReceive(Tensor send, Tensor receive, int peer) => throw new NotSupportedException("Tensors do not go over the control group.");
    }
}
