using System.Collections.Concurrent;
using Cdarts.Engine.Collectives;
using static TorchSharp.torch;

namespace Cdarts.Grains.Tests.Fakes;

/// <summary>Groups within this process that carry no tensors: they form, break, and hand one object over.</summary>
public sealed class FakeCollectives : ICollectives
{
    private readonly ConcurrentDictionary<(string Run, long Generation), Meeting> _meetings = [];

    public ICollectiveSeat Open(string run, long generation) => new Seat(_meetings.GetOrAdd((run, generation), _ => new()));

    /// <summary>What the ranks of a generation share.</summary>
    internal sealed class Meeting
    {
        private readonly CancellationTokenSource _broken = new();
        private int _arrived;

        public ManualResetEventSlim AllArrived { get; } = new(false);

        public TaskCompletionSource<object> Handed { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public CancellationToken Broken => _broken.Token;

        public CollectiveException? Fault { get; private set; }

        public void Arrive(int world)
        {
            if (Interlocked.Increment(ref _arrived) == world)
            {
                AllArrived.Set();
            }
        }

        public void Break(int rank, string reason)
        {
            lock (_broken)
            {
                Fault ??= new(rank < 0 ? [] : [rank], reason);
            }

            _broken.Cancel();
        }
    }

    private sealed class Seat(Meeting meeting) : ICollectiveSeat
    {
        public string Endpoint { get; } = $"fake:{Guid.NewGuid():N}";

        public CollectiveGroups Form(GroupSpec group, TimeSpan deadline)
        {
            meeting.Arrive(group.WorldSize);
            int done = WaitHandle.WaitAny([meeting.AllArrived.WaitHandle, meeting.Broken.WaitHandle], deadline);
            return done == 0
                ? CollectiveGroups.Together(new FakeCollective(meeting, group.Rank, group.WorldSize))
                : throw meeting.Fault ?? new CollectiveException([], "nobody came");
        }

        public void Abort(string reason) => meeting.Break(-1, reason);

        public void Dispose()
        {
        }
    }
}

/// <summary>A group without tensors.</summary>
internal sealed class FakeCollective(FakeCollectives.Meeting meeting, int rank, int worldSize) : ICollective
{
    public int Rank => rank;

    public int WorldSize => worldSize;

    public TimeSpan DataDeadline { get; set; }

    public CancellationToken Faulted => meeting.Broken;

    /// <summary>Gives an object of rank <paramref name="source"/> to all.</summary>
    public object Hand(object own, int source)
    {
        if (rank == source)
        {
            meeting.Handed.TrySetResult(own);
        }

        WaitHandle.WaitAny([((IAsyncResult)meeting.Handed.Task).AsyncWaitHandle, Faulted.WaitHandle]);
        RequireWhole();
        return meeting.Handed.Task.Result;
    }

    public void RequireWhole()
    {
        if (meeting.Fault is { } fault)
        {
            throw fault;
        }
    }

    public void AllReduceSum(IReadOnlyList<Tensor> regions) => throw new NotSupportedException();

    public void Broadcast(IReadOnlyList<Tensor> regions, int root) => throw new NotSupportedException();

    public IReadOnlyList<byte[]> AllGather(byte[] block) => throw new NotSupportedException();

    public void Barrier() => RequireWhole();

    public void SendReceive(ReadOnlySpan<PairTransfer> transfers) => throw new NotSupportedException();

    public void Abort(string reason) => meeting.Break(rank, reason);

    public void Dispose()
    {
        if (meeting.Fault is null)
        {
            meeting.Break(rank, $"rank {rank} left");
        }
    }
}
