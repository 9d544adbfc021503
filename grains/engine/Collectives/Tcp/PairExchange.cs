namespace Cdarts.Engine.Collectives.Tcp;

/// <summary>Replicas send to each other, all peers and both directions at once. Reused from call to call; belongs to the training thread.</summary>
internal sealed unsafe class PairExchange(GroupMembers members)
{
    private readonly List<(PairTransfer Transfer, FrameHeader Call)> _transfers = [];

    /// <summary>Starts with no peers, and lets go of the tensors.</summary>
    internal void Clear() => _transfers.Clear();

    /// <summary>Takes a peer into the call.</summary>
    /// <exception cref="ArgumentException">A tensor is not contiguous.</exception>
    internal void Add(PairTransfer transfer, FrameHeader call)
    {
        TensorRegions.Require(transfer.Send);
        TensorRegions.Require(transfer.Receive);
        _transfers.Add((transfer, call));
    }

    internal void Run(TimeSpan deadline)
    {
        nint header = members.Pump.Outgoing.AtLeast((long)FrameHeader.Size * _transfers.Count);
        nint received = members.Pump.Incoming.AtLeast((long)FrameHeader.Size * _transfers.Count);
        members.Pump.Clear();
        foreach ((PairTransfer transfer, FrameHeader call) in _transfers)
        {
            (Section send, Section receive) = (TensorRegions.Section(transfer.Send), TensorRegions.Section(transfer.Receive));
            members.From(members.Rank, call, 0, send.Length).Write(new Span<byte>((void*)header, FrameHeader.Size));
            PeerFlow flow = members.With(transfer.Peer);
            flow.Send(Section.At(header, FrameHeader.Size));
            flow.Send(send);
            flow.Receive(Section.At(received, FrameHeader.Size), members.From(transfer.Peer, call with { Element = transfer.Receive.dtype }, 0, receive.Length));
            flow.Receive(receive);
            header += FrameHeader.Size;
            received += FrameHeader.Size;
        }

        members.Pump.Run(deadline);
    }
}
