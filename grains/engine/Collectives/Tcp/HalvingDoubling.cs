using System.Numerics;

namespace Cdarts.Engine.Collectives.Tcp;

/// <summary>
/// Sums of large groups: ranks beyond the last power of two are folded into the first ones; then pairs at halving distances exchange halves of what they still
/// hold, and at doubling distances the sums (recursive halving and doubling). Every element is summed in one place, in a fixed tree, and copied: all
/// replicas have the same bits in every run, though not those of a sequential sum. A replica waits for its pair, which may wait for another itself: what a
/// data deadline blames is the pair, and need not be the late one.
/// </summary>
internal sealed unsafe class HalvingDoubling(GroupMembers members)
{
    private const byte LastPart = byte.MaxValue;

    private readonly int _power = (int)BitOperations.RoundUpToPowerOf2((uint)members.Count + 1) / 2;
    private readonly long[] _starts = new long[32];
    private readonly long[] _ends = new long[32];
    private Segments _data = new();
    private FrameHeader _call;
    private int _elementSize;
    private TimeSpan _deadline;

    /// <summary>Replaces the data by the sum over the group.</summary>
    internal void Sum(Segments data, FrameHeader call, int elementSize, TimeSpan deadline)
    {
        (_data, _call, _elementSize, _deadline) = (data, call, elementSize, deadline);
        int rank = members.Rank;
        if (rank >= _power)
        {
            Exchange(rank - _power, 0, (0, data.Bytes), null);
            Exchange(rank - _power, LastPart, null, (0, data.Bytes));
            return;
        }

        bool folds = rank + _power < members.Count;
        if (folds)
        {
            Exchange(rank + _power, 0, null, (0, data.Bytes), add: true);
        }

        HalveAndDouble(rank);
        if (folds)
        {
            Exchange(rank + _power, LastPart, (0, data.Bytes), null);
        }
    }

    private void HalveAndDouble(int rank)
    {
        int level = 0;
        (_starts[0], _ends[0]) = (0, _data.Bytes);
        for (int distance = _power / 2; distance > 0; distance /= 2, level++)
        {
            (long start, long end) = (_starts[level], _ends[level]);
            long middle = start + ((end - start) / _elementSize / 2 * _elementSize);
            bool lower = (rank & distance) == 0;
            (_starts[level + 1], _ends[level + 1]) = lower ? (start, middle) : (middle, end);
            Exchange(rank ^ distance, level + 1, lower ? (middle, end) : (start, middle), (_starts[level + 1], _ends[level + 1]), add: true);
        }

        for (int distance = 1; distance < _power; distance *= 2, level--)
        {
            (long start, long end) = (_starts[level], _ends[level]);
            (long Start, long End) other = start == _starts[level - 1] ? (end, _ends[level - 1]) : (_starts[level - 1], start);
            Exchange(rank ^ distance, 64 + level, (start, end), other);
        }
    }

    private void Exchange(int member, int part, (long Start, long End)? send, (long Start, long End)? receive, bool add = false)
    {
        members.Pump.Clear();
        PeerFlow flow = members.With(member);
        if (send is { } sent)
        {
            nint header = members.Pump.Outgoing.AtLeast(FrameHeader.Size);
            members.From(members.Rank, _call, part, sent.End - sent.Start).Write(new Span<byte>((void*)header, FrameHeader.Size));
            flow.Send(Section.At(header, FrameHeader.Size));
            flow.Send(Section.Of(_data, sent.Start, sent.End - sent.Start));
        }

        nint scratch = 0;
        if (receive is { } range)
        {
            long length = range.End - range.Start;
            scratch = members.Pump.Incoming.AtLeast(FrameHeader.Size + length);
            flow.Receive(Section.At(scratch, FrameHeader.Size), members.From(member, _call, part, length));
            scratch += FrameHeader.Size;
            flow.Receive(add ? Section.At(scratch, length) : Section.Of(_data, range.Start, length));
        }

        members.Pump.Run(_deadline);
        if (add && receive is { } own)
        {
            Add(own, scratch, member);
        }
    }

    private void Add((long Start, long End) range, nint received, int member)
    {
        for (long done = 0; done < range.End - range.Start;)
        {
            nint own = _data.Locate(range.Start + done, out long contiguous);
            long bytes = Math.Min(contiguous, range.End - range.Start - done);
            nint other = received + (nint)done;
            RankOrderSum.Add(_call.Element, member < members.Rank ? other : own, member < members.Rank ? own : other, own, bytes);
            done += bytes;
        }
    }
}
