using System.Buffers.Binary;
using System.Text;

namespace Cdarts.Engine.Collectives.Tcp;

/// <summary>What goes over a liveness connection. The numbers are on the wire.</summary>
internal enum NoticeKind : byte
{
    /// <summary>The sender lives.</summary>
    Beat = 1,

    /// <summary>The sender has gone, in good order: what it owed is on its way.</summary>
    Farewell = 2,

    /// <summary>The sender has given up the group.</summary>
    Fault = 3,
}

/// <summary>A frame of a liveness connection.</summary>
/// <param name="Kind">What it says.</param>
/// <param name="Lost">Rank that is lost, -1 for none.</param>
/// <param name="AlsoLost">A second one, where two disagree; -1 for none.</param>
/// <param name="Text">Why, one sentence without its full stop; at most <see cref="MostText"/> bytes of UTF-8.</param>
internal sealed record Notice(NoticeKind Kind, int Lost = -1, int AlsoLost = -1, string Text = "")
{
    internal const int HeaderSize = 16;
    internal const int MostText = 1024;

    private const uint Magic = 0x4556494C; // "LIVE"

    internal static Notice Beat { get; } = new(NoticeKind.Beat);

    internal byte[] ToBytes()
    {
        byte[] text = new byte[MostText];
        Encoding.UTF8.GetEncoder().Convert(Text, text, flush: true, out _, out int length, out _);
        byte[] frame = new byte[HeaderSize + length];
        BinaryPrimitives.WriteUInt32LittleEndian(frame, Magic);
        BinaryPrimitives.WriteInt32LittleEndian(frame.AsSpan(4), Lost);
        BinaryPrimitives.WriteInt32LittleEndian(frame.AsSpan(8), AlsoLost);
        BinaryPrimitives.WriteUInt16LittleEndian(frame.AsSpan(12), (ushort)length);
        frame[14] = (byte)Kind;
        text.AsSpan(0, length).CopyTo(frame.AsSpan(HeaderSize));
        return frame;
    }

    /// <summary>Reads the first frame.</summary>
    /// <param name="from">Bytes so far.</param>
    /// <param name="notice">The frame; null while more bytes are needed.</param>
    /// <param name="length">Its bytes.</param>
    /// <returns>False if it is none.</returns>
    internal static bool TryRead(ReadOnlySpan<byte> from, out Notice? notice, out int length)
    {
        notice = null;
        length = 0;
        if (from.Length < HeaderSize)
        {
            return true;
        }

        length = HeaderSize + BinaryPrimitives.ReadUInt16LittleEndian(from[12..]);
        NoticeKind kind = (NoticeKind)from[14];
        if (BinaryPrimitives.ReadUInt32LittleEndian(from) != Magic || length > HeaderSize + MostText
            || kind is < NoticeKind.Beat or > NoticeKind.Fault)
        {
            return false;
        }

        if (from.Length >= length)
        {
            notice = kind == NoticeKind.Beat
                ? Beat
                : new Notice(
                    kind,
                    BinaryPrimitives.ReadInt32LittleEndian(from[4..]),
                    BinaryPrimitives.ReadInt32LittleEndian(from[8..]),
                    Encoding.UTF8.GetString(from[HeaderSize..length]));
        }

        return true;
    }
}
