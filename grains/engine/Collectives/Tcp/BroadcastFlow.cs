namespace Cdarts.Engine.Collectives.Tcp;

/// <summary>One replica sends, all others receive.</summary>
internal static unsafe class BroadcastFlow
{
    internal static void Run(GroupMembers members, Segments data, int root, FrameHeader call, TimeSpan deadline)
    {
        nint header = members.Pump.Outgoing.AtLeast(FrameHeader.Size);
        FrameHeader sent = members.From(root, call, 0, data.Bytes);
        members.Pump.Clear();
        if (members.Rank != root)
        {
            PeerFlow flow = members.With(root);
            flow.Receive(Section.At(header, FrameHeader.Size), sent);
            flow.Receive(Section.Of(data, 0, data.Bytes));
        }
        else
        {
            sent.Write(new Span<byte>((void*)header, FrameHeader.Size));
            for (int member = 0; member < members.Count; member++)
            {
                if (member != root)
                {
                    PeerFlow flow = members.With(member);
                    flow.Send(Section.At(header, FrameHeader.Size));
                    flow.Send(Section.Of(data, 0, data.Bytes));
                }
            }
        }

        members.Pump.Run(deadline);
    }
}
