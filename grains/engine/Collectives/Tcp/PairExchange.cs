using static TorchSharp.torch;

namespace Cdarts.Engine.Collectives.Tcp;

/// <summary>Two replicas send to each other, both directions at once.</summary>
internal static unsafe class PairExchange
{
    internal static void Run(
        GroupMembers members, Segments send, Segments receive, int peer, FrameHeader call, ScalarType receivedElement, TimeSpan deadline)
    {
        nint header = members.Pump.Outgoing.AtLeast(FrameHeader.Size);
        nint received = members.Pump.Incoming.AtLeast(FrameHeader.Size);
        members.From(members.Rank, call, 0, send.Bytes).Write(new Span<byte>((void*)header, FrameHeader.Size));
        members.Pump.Clear();
        PeerFlow flow = members.With(peer);
        flow.Send(Section.At(header, FrameHeader.Size));
        flow.Send(Section.Of(send, 0, send.Bytes));
        flow.Receive(Section.At(received, FrameHeader.Size), members.From(peer, call with { Element = receivedElement }, 0, receive.Bytes));
        flow.Receive(Section.Of(receive, 0, receive.Bytes));
        members.Pump.Run(deadline);
    }
}
