using System.Buffers.Binary;
using TorchSharp;

namespace Cdarts.Engine.Collectives.Tcp;

/// <summary>What stands before the elements of every frame. All of it but <see cref="Sender"/> is the same on replicas that make the same call.</summary>
/// <param name="Generation">Generation of the group.</param>
/// <param name="Sequence">Number of the call within its group; of a send-and-receive, within its pair of ranks.</param>
/// <param name="Bytes">Bytes that follow; -1, never on the wire, for any number.</param>
/// <param name="Order"><see cref="OrderHash"/> of the group's calls, with this one.</param>
/// <param name="Group">Group within the world.</param>
/// <param name="Sender">Rank, in the world, that sends.</param>
/// <param name="Kind">Call.</param>
/// <param name="Part">Part of a call that exchanges more than once.</param>
/// <param name="Element">Type of the elements.</param>
internal readonly record struct FrameHeader(
    long Generation, long Sequence, long Bytes, ulong Order, int Group, int Sender, CallKind Kind, byte Part, torch.ScalarType Element)
{
    /// <summary>Bytes of a header: a cache line, so that what follows is aligned.</summary>
    internal const int Size = 64;

    /// <summary>In place of <see cref="Bytes"/> where a peer may send any number.</summary>
    internal const long AnyLength = -1;

    private const ulong Magic = 0x31_45_4D_41_52_46_44_43; // "CDFRAME1"

    /// <summary>Whether a peer's header is the one that this replica waits for.</summary>
    internal bool Accepts(FrameHeader other) => this with { Bytes = Bytes == AnyLength ? other.Bytes : Bytes } == other;

    internal void Write(Span<byte> to)
    {
        to = to[..Size];
        to.Clear();
        BinaryPrimitives.WriteUInt64LittleEndian(to, Magic);
        BinaryPrimitives.WriteInt64LittleEndian(to[8..], Generation);
        BinaryPrimitives.WriteInt64LittleEndian(to[16..], Sequence);
        BinaryPrimitives.WriteInt64LittleEndian(to[24..], Bytes);
        BinaryPrimitives.WriteUInt64LittleEndian(to[32..], Order);
        BinaryPrimitives.WriteInt32LittleEndian(to[40..], Group);
        BinaryPrimitives.WriteInt32LittleEndian(to[44..], Sender);
        to[48] = (byte)Kind;
        to[49] = Part;
        to[50] = (byte)Element;
        BinaryPrimitives.WriteUInt64LittleEndian(to[56..], Check(to));
    }

    /// <summary>Reads a header.</summary>
    /// <returns>Null if it is none, or damaged.</returns>
    internal static FrameHeader? Read(ReadOnlySpan<byte> from) =>
        BinaryPrimitives.ReadUInt64LittleEndian(from) != Magic || BinaryPrimitives.ReadUInt64LittleEndian(from[56..]) != Check(from)
            ? null
            : new FrameHeader(
                BinaryPrimitives.ReadInt64LittleEndian(from[8..]),
                BinaryPrimitives.ReadInt64LittleEndian(from[16..]),
                BinaryPrimitives.ReadInt64LittleEndian(from[24..]),
                BinaryPrimitives.ReadUInt64LittleEndian(from[32..]),
                BinaryPrimitives.ReadInt32LittleEndian(from[40..]),
                BinaryPrimitives.ReadInt32LittleEndian(from[44..]),
                (CallKind)from[48],
                from[49],
                (torch.ScalarType)from[50]);

    public override string ToString() =>
        $"{Kind} number {Sequence} of group {Group} and generation {Generation} ({(Bytes == AnyLength ? "any" : Bytes)} bytes of {Element}, part {Part}, order {Order:x16})";

    private static ulong Check(ReadOnlySpan<byte> header)
    {
        ulong hash = 0;
        for (int i = 0; i < 56; i += 8)
        {
            hash = OrderHash.With(hash, BinaryPrimitives.ReadInt64LittleEndian(header[i..]));
        }

        return hash;
    }
}
