using System.Buffers.Binary;
using System.IO.Compression;

namespace Cdarts.Engine.Data;

/// <summary>
/// Reads IDX files of unsigned bytes, plain or gzip-compressed (told apart by their first bytes, whatever they are called). A header is believed only as far
/// as there are bytes behind it: memory is allocated for what is there, not for what is claimed.
/// </summary>
internal static class IdxReader
{
    private const uint PicturesMagic = 0x00000803;
    private const uint ColourPicturesMagic = 0x00000804;
    private const uint LabelsMagic = 0x00000801;
    private const int MagicBytes = 4;
    private const int FirstChunk = 1 << 20;

    /// <summary>Reads grey pictures (magic 0x00000803).</summary>
    /// <exception cref="CdartsException">The file is missing, unreadable, or not exactly such a file; the message names it.</exception>
    public static IdxPictures ReadPictures(IdxFile file)
    {
        Span<int> sizes = stackalloc int[3];
        byte[] pixels = Read(file, PicturesMagic, sizes);
        return new IdxPictures(sizes[0], sizes[1], sizes[2], pixels);
    }

    /// <summary>Reads labels (magic 0x00000801).</summary>
    /// <exception cref="CdartsException">The file is missing, unreadable, or not exactly such a file; the message names it.</exception>
    public static byte[] ReadLabels(IdxFile file) => Read(file, LabelsMagic, stackalloc int[1]);

    private static byte[] Read(IdxFile file, uint magic, Span<int> sizes)
    {
        try
        {
            using Stream stored = file.Open();
            if (!IsCompressed(stored))
            {
                return Read(file.Name, stored, stored.Length, magic, sizes);
            }

            using GZipStream unpacked = new(stored, CompressionMode.Decompress);
            return Read(file.Name, unpacked, null, magic, sizes);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new CdartsException($"The file '{file.Name}' does not exist: check the path of the data set.", e);
        }
        catch (InvalidDataException e)
        {
            throw new CdartsException($"The file '{file.Name}' is a damaged or truncated gzip file: fetch it again.", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw new CdartsException($"The file '{file.Name}' cannot be read ({e.Message.TrimEnd('.')}): check it and its permissions.", e);
        }
    }

    private static bool IsCompressed(Stream stored)
    {
        bool compressed = stored.ReadByte() == 0x1F && stored.ReadByte() == 0x8B;
        stored.Position = 0;
        return compressed;
    }

    private static byte[] Read(string name, Stream stream, long? bytes, uint magic, Span<int> sizes)
    {
        Span<byte> header = stackalloc byte[MagicBytes + (sizes.Length * sizeof(int))];
        int present = stream.ReadAtLeast(header, header.Length, throwOnEndOfStream: false);
        if (present >= MagicBytes)
        {
            CheckMagic(name, BinaryPrimitives.ReadUInt32BigEndian(header), magic);
        }

        if (present < header.Length)
        {
            throw new CdartsException($"The file '{name}' is truncated: it ends inside its header of {header.Length} bytes, so fetch it again.");
        }

        long claimed = Claimed(name, header[MagicBytes..], sizes);
        byte[] body = ReadBody(stream, Math.Min(claimed, (bytes - header.Length) ?? claimed));
        if (body.Length < claimed)
        {
            throw new CdartsException($"The file '{name}' is truncated: its header announces {claimed} bytes of data but {body.Length} follow, so fetch it again.");
        }

        if (stream.ReadByte() >= 0)
        {
            throw new CdartsException($"The file '{name}' has bytes after the {claimed} bytes of data that its header announces: it is damaged or not an IDX file, so fetch it again.");
        }

        return body;
    }

    private static void CheckMagic(string name, uint found, uint expected)
    {
        if (found == expected)
        {
            return;
        }

        string wanted = expected == PicturesMagic ? "grey pictures" : "labels";
        string what = found switch
        {
            LabelsMagic => "holds labels",
            PicturesMagic => "holds grey pictures",
            ColourPicturesMagic => "holds pictures with channels, which are not supported",
            _ => "is not an IDX file of unsigned bytes",
        };
        throw new CdartsException($"The file '{name}' {what} (it starts with 0x{found:X8}): {wanted} (0x{expected:X8}) are needed there.");
    }

    private static long Claimed(string name, ReadOnlySpan<byte> header, Span<int> sizes)
    {
        long claimed = 1;
        for (int i = 0; i < sizes.Length; i++)
        {
            uint size = BinaryPrimitives.ReadUInt32BigEndian(header[(i * sizeof(int))..]);
            if (size == 0)
            {
                throw new CdartsException($"The file '{name}' is empty: size {i + 1} in its header is 0, so fetch it again.");
            }

            if (size > Array.MaxLength / claimed)
            {
                throw new CdartsException($"The file '{name}' announces more data than the {Array.MaxLength} bytes that can be held: its header is damaged, so fetch it again.");
            }

            sizes[i] = (int)size;
            claimed *= size;
        }

        return claimed;
    }

    private static byte[] ReadBody(Stream stream, long limit)
    {
        byte[] body = new byte[Math.Min(limit, FirstChunk)];
        int present = 0;
        while (true)
        {
            present += stream.ReadAtLeast(body.AsSpan(present), body.Length - present, throwOnEndOfStream: false);
            if (present < body.Length)
            {
                return body[..present];
            }

            if (present == limit)
            {
                return body;
            }

            Array.Resize(ref body, (int)Math.Min(limit, 2L * body.Length));
        }
    }
}
