using Cdarts.Engine.Diagnostics;

namespace Cdarts.Engine.Collectives.Tcp;

/// <summary>
/// Large sums of up to <see cref="TcpCollectiveOptions.DirectRanks"/> replicas: every replica gets everybody's part of its own chunk, adds in rank order, and
/// gives the sum to all. Sums leave while later contributions still arrive: a peer sends its sum of an element only after it has this replica's value of
/// it, so a received sum never overwrites a value that is still to be sent.
/// </summary>
internal sealed unsafe class DirectAllReduce(GroupMembers members) : IFlowWatcher
{
    private const int Contribution = 1;
    private const int Result = 3;

    private readonly nint[] _values = new nint[members.Count];
    private readonly nint[] _received = new nint[members.Count];
    private readonly PeerFlow?[] _flows = new PeerFlow?[members.Count];
    private Segments _data = new();
    private FrameHeader _call;
    private int _elementSize;
    private long _summed;

    /// <summary>Replaces the data by the sum over the group.</summary>
    internal void Sum(Segments data, FrameHeader call, int elementSize, TimeSpan deadline)
    {
        (_data, _call, _elementSize, _summed) = (data, call, elementSize, 0);
        long own = Length(members.Rank), stride = (own + FrameHeader.Size + 63) & ~63L;
        nint headers = members.Pump.Outgoing.AtLeast(2L * FrameHeader.Size * members.Count);
        nint free = members.Pump.Incoming.AtLeast((stride + FrameHeader.Size) * members.Count);
        members.Pump.Clear();
        for (int member = 0; member < members.Count; member++)
        {
            if (member != members.Rank)
            {
                nint header = headers + (2 * FrameHeader.Size * member);
                nint received = free + (nint)((stride + FrameHeader.Size) * member);
                Connect(member, own, header, received);
            }
        }

        members.Pump.Run(deadline, this);
    }

    /// <inheritdoc/>
    public void Advance()
    {
        long available = Length(members.Rank);
        foreach (PeerFlow? flow in _flows)
        {
            available = flow is null ? available : Math.Min(available, flow.Received(Contribution));
        }

        available -= available % _elementSize;
        if (available <= _summed)
        {
            return;
        }

        while (_summed < available)
        {
            Add(available - _summed);
        }

        if (_summed == Length(members.Rank))
        {
            Failpoints.Reach(FailpointNames.AllReduceMiddle);
        }

        foreach (PeerFlow? flow in _flows)
        {
            flow?.GateBytes = _summed;
        }
    }

    private long Start(int member) => _data.Bytes / _elementSize * member / members.Count * _elementSize;

    private long Length(int member) => Start(member + 1) - Start(member);

    private void Connect(int member, long own, nint header, nint received)
    {
        PeerFlow flow = members.With(member);
        _flows[member] = flow;
        _received[member] = received + (2 * FrameHeader.Size);
        members.From(members.Rank, _call, 0, Length(member)).Write(new Span<byte>((void*)header, FrameHeader.Size));
        members.From(members.Rank, _call, 1, own).Write(new Span<byte>((void*)(header + FrameHeader.Size), FrameHeader.Size));
        flow.Send(Section.At(header, FrameHeader.Size));
        flow.Send(Section.Of(_data, Start(member), Length(member)));
        flow.Send(Section.At(header + FrameHeader.Size, FrameHeader.Size));
        flow.Send(Section.Of(_data, Start(members.Rank), own));
        flow.Gate = Result;
        flow.Receive(Section.At(received, FrameHeader.Size), members.From(member, _call, 0, own));
        flow.Receive(Section.At(_received[member], own));
        flow.Receive(Section.At(received + FrameHeader.Size, FrameHeader.Size), members.From(member, _call, 1, Length(member)));
        flow.Receive(Section.Of(_data, Start(member), Length(member)));
    }

    private void Add(long most)
    {
        nint own = _data.Locate(Start(members.Rank) + _summed, out long contiguous);
        long bytes = Math.Min(most, contiguous);
        for (int member = 0; member < members.Count; member++)
        {
            _values[member] = member == members.Rank ? own : _received[member] + (nint)_summed;
        }

        RankOrderSum.Into(_call.Element, _values, members.Rank, bytes);
        _summed += bytes;
    }
}
