using System.Buffers.Binary;
using System.IO.Compression;
using Cdarts.Engine.Data.AutoAugment;

namespace Cdarts.Engine.Tests.Data.AutoAugment;

/// <summary>Reads the 8-bit RGB PNG files of the reference results.</summary>
internal static class PngPicture
{
    private const int Channels = 3;

    public static OperationCanvas Read(string path)
    {
        ReadOnlySpan<byte> file = File.ReadAllBytes(path);
        int width = 0;
        int height = 0;
        using MemoryStream packed = new();
        for (int at = 8; at < file.Length;)
        {
            int length = BinaryPrimitives.ReadInt32BigEndian(file[at..]);
            ReadOnlySpan<byte> type = file.Slice(at + 4, 4);
            ReadOnlySpan<byte> body = file.Slice(at + 8, length);
            if (type.SequenceEqual("IHDR"u8))
            {
                width = BinaryPrimitives.ReadInt32BigEndian(body);
                height = BinaryPrimitives.ReadInt32BigEndian(body[4..]);
                Assert.Equal([8, 2, 0, 0, 0], body[8..].ToArray());
            }
            else if (type.SequenceEqual("IDAT"u8))
            {
                packed.Write(body);
            }

            at += length + 12;
        }

        packed.Position = 0;
        using ZLibStream lines = new(packed, CompressionMode.Decompress);
        return Unfilter(lines, height, width);
    }

    private static OperationCanvas Unfilter(Stream lines, int height, int width)
    {
        OperationCanvas picture = new(height, width);
        byte[] above = new byte[width * Channels];
        byte[] line = new byte[width * Channels];
        for (int y = 0; y < height; y++)
        {
            int filter = lines.ReadByte();
            lines.ReadExactly(line);
            for (int i = 0; i < line.Length; i++)
            {
                int left = i >= Channels ? line[i - Channels] : 0;
                int corner = i >= Channels ? above[i - Channels] : 0;
                line[i] += (byte)(filter switch
                {
                    0 => 0,
                    1 => left,
                    2 => above[i],
                    3 => (left + above[i]) / 2,
                    _ => Paeth(left, above[i], corner),
                });
                picture.Plane(i % Channels)[(y * width) + (i / Channels)] = line[i];
            }

            (above, line) = (line, above);
        }

        return picture;
    }

    private static int Paeth(int left, int above, int corner)
    {
        int guess = left + above - corner;
        (int l, int a, int c) = (Math.Abs(guess - left), Math.Abs(guess - above), Math.Abs(guess - corner));
        return l <= a && l <= c ? left : a <= c ? above : corner;
    }
}
