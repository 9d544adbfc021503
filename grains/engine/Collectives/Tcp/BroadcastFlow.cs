namespace Cdarts.Engine.Collectives.Tcp;

/// <summary>
/// One replica sends, all others receive; each of them tells the root that it does, so that replicas that take each other for the root do not wait in vain.
/// </summary>
internal static unsafe class BroadcastFlow
{
    internal static void Run(GroupMembers members, Segments data, int root, FrameHeader call, TimeSpan deadline)
    {
        bool gives = members.Rank == root;
        nint header = members.Pump.Outgoing.AtLeast(FrameHeader.Size);
        nint received = members.Pump.Incoming.AtLeast((long)FrameHeader.Size * members.Count);
        members.From(members.Rank, call, gives ? 0 : 1, gives ? data.Bytes : 0).Write(new Span<byte>((void*)header, FrameHeader.Size));
        members.Pump.Clear();
        for (int member = 0; member < members.Count; member++)
        {
            if (member != members.Rank && (gives || member == root))
            {
                PeerFlow flow = members.With(member);
                flow.Send(Section.At(header, FrameHeader.Size));
                flow.Send(Section.Of(data, 0, gives ? data.Bytes : 0));
                flow.Receive(
                    Section.At(received + (FrameHeader.Size * member), FrameHeader.Size),
                    members.From(member, call, gives ? 1 : 0, gives ? 0 : data.Bytes));
                flow.Receive(Section.Of(data, 0, gives ? 0 : data.Bytes));
            }
        }

        members.Pump.Run(deadline);
    }
}
