namespace Cdarts.Engine.Collectives.Tcp;

/// <summary>Gathers blocks of any lengths: a block's length is known from its header.</summary>
internal sealed unsafe class BlockExchange(GroupMembers members) : IBlockReceiver
{
    private byte[][] _blocks = [];

    /// <summary>Gives the blocks of the group in rank order.</summary>
    internal IReadOnlyList<byte[]> Gather(byte[] block, FrameHeader call, TimeSpan deadline)
    {
        _blocks = new byte[members.Count][];
        _blocks[members.Rank] = block;
        nint header = members.Pump.Outgoing.AtLeast(FrameHeader.Size);
        nint free = members.Pump.Incoming.AtLeast((long)FrameHeader.Size * members.Count);
        members.From(members.Rank, call, 0, block.Length).Write(new Span<byte>((void*)header, FrameHeader.Size));
        members.Pump.Clear();
        fixed (byte* own = block)
        {
            for (int member = 0; member < members.Count; member++)
            {
                if (member != members.Rank)
                {
                    PeerFlow flow = members.With(member);
                    flow.Blocks = this;
                    flow.Send(Section.At(header, FrameHeader.Size));
                    flow.Send(Section.At((nint)own, block.Length));
                    flow.Receive(
                        Section.At(free + (FrameHeader.Size * member), FrameHeader.Size), members.From(member, call, 0, FrameHeader.AnyLength));
                }
            }

            members.Pump.Run(deadline);
        }

        return _blocks;
    }

    /// <inheritdoc/>
    public bool TryTake(int rank, long bytes, out Section block)
    {
        block = default;
        if (bytes < 0 || bytes > members.Mesh.Options.LargestFrame)
        {
            return false;
        }

        // Pinned: the socket writes to its address while the call goes on.
        byte[] memory = GC.AllocateUninitializedArray<byte>((int)bytes, pinned: true);
        _blocks[Array.IndexOf(members.Ranks, rank)] = memory;
        fixed (byte* address = memory)
        {
            block = Section.At((nint)address, bytes);
        }

        return true;
    }
}
