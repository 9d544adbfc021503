using System.Buffers.Binary;
using System.Numerics;
using Cdarts.Engine.Data.Shards;
using Google.Protobuf;
using Tensorboard;

namespace Cdarts.Engine.Export;

/// <summary>An event in the frame of TensorBoard's event files: length, its checksum, the event, its checksum (CRC-32C, masked).</summary>
internal static class EventRecord
{
    private const int LengthBytes = 8;
    private const int ChecksumBytes = 4;

    /// <summary>Bytes of an event with its frame.</summary>
    public static byte[] Frame(Event @event)
    {
        byte[] data = @event.ToByteArray();
        byte[] record = new byte[LengthBytes + ChecksumBytes + data.Length + ChecksumBytes];
        BinaryPrimitives.WriteInt64LittleEndian(record, data.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(record.AsSpan(LengthBytes), MaskedChecksum(record.AsSpan(0, LengthBytes)));
        data.CopyTo(record, LengthBytes + ChecksumBytes);
        BinaryPrimitives.WriteUInt32LittleEndian(record.AsSpan(record.Length - ChecksumBytes), MaskedChecksum(data));
        return record;
    }

    /// <summary>CRC-32C, rotated and offset as the format asks, so that a checksum of data that holds checksums is no trap.</summary>
    internal static uint MaskedChecksum(ReadOnlySpan<byte> data) => BitOperations.RotateRight(Crc32C.Of(data), 15) + 0xA282EAD8u;
}
