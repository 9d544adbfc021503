using System.Runtime.CompilerServices;

namespace Cdarts.Engine.Collectives.Tcp;

/// <summary>
/// Small sums: every replica sends all it has to all others and adds in rank order, so that all have the bits of a sequential sum after one latency. Without
/// elements it is a barrier.
/// </summary>
internal sealed unsafe class OneShotExchange(GroupMembers members)
{
    private readonly nint[] _values = new nint[members.Count];
    private readonly nint[] _received = new nint[members.Count];

    /// <summary>Replaces the data by the sum over the group.</summary>
    internal void Sum(Segments data, FrameHeader call, TimeSpan deadline)
    {
        int frame = FrameHeader.Size + (int)data.Bytes;
        nint sent = members.Pump.Outgoing.AtLeast(frame);
        members.From(members.Rank, call, 0, data.Bytes).Write(new Span<byte>((void*)sent, FrameHeader.Size));
        Copy(data, sent + FrameHeader.Size);
        int stride = (frame + 63) & ~63;
        nint free = members.Pump.Incoming.AtLeast((long)stride * members.Count);
        members.Pump.Clear();
        for (int member = 0; member < members.Count; member++)
        {
            _received[member] = free + (nint)((long)member * stride) + FrameHeader.Size;
            if (member != members.Rank)
            {
                PeerFlow flow = members.With(member);
                flow.Send(Section.At(sent, frame));
                flow.Receive(Section.At(_received[member] - FrameHeader.Size, frame), members.From(member, call, 0, data.Bytes));
            }
        }

        members.Pump.Run(deadline);
        Add(data, call);
    }

    private static void Copy(Segments data, nint to)
    {
        for (long done = 0; done < data.Bytes;)
        {
            nint from = data.Locate(done, out long contiguous);
            Unsafe.CopyBlockUnaligned((void*)(to + (nint)done), (void*)from, (uint)contiguous);
            done += contiguous;
        }
    }

    private void Add(Segments data, FrameHeader call)
    {
        for (long done = 0; done < data.Bytes;)
        {
            nint own = data.Locate(done, out long contiguous);
            for (int member = 0; member < members.Count; member++)
            {
                _values[member] = member == members.Rank ? own : _received[member] + (nint)done;
            }

            RankOrderSum.Into(call.Element, _values, members.Rank, contiguous);
            done += contiguous;
        }
    }
}
