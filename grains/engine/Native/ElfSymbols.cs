using System.Buffers.Binary;
using System.Text;

namespace Cdarts.Engine.Native;

/// <summary>
/// Reads which symbols a shared library wants from others: the loader binds functions when they are first called, so that one that is missing would end the
/// process in the middle of training.
/// </summary>
/// <remarks>64-bit little-endian ELF; layouts as in elf(5).</remarks>
internal static class ElfSymbols
{
    private const int HeaderSize = 64, SectionSize = 64, SymbolSize = 24, DynamicSymbols = 11, GlobalBinding = 1;

    /// <summary>Names of the symbols that the library needs and does not define. Weak ones may be missing and are left out.</summary>
    /// <param name="path">File of the library.</param>
    /// <exception cref="CdartsException">The file is no such library.</exception>
    internal static IReadOnlyList<string> Undefined(string path)
    {
        byte[] image = File.ReadAllBytes(path);
        try
        {
            return Undefined(image);
        }
        catch (Exception problem) when (problem is ArgumentOutOfRangeException or InvalidDataException or OverflowException)
        {
            throw new CdartsException($"{path} is no 64-bit ELF library, or it is damaged: build again.", problem);
        }
    }

    private static List<string> Undefined(ReadOnlySpan<byte> image)
    {
        if (image.Length < HeaderSize || !image[..6].SequenceEqual("\u007fELF\u0002\u0001"u8))
        {
            throw new InvalidDataException();
        }

        int sections = Offset(image, 40);
        int count = BinaryPrimitives.ReadUInt16LittleEndian(image[60..]);
        List<string> names = [];
        for (int i = 0; i < count; i++)
        {
            ReadOnlySpan<byte> section = image.Slice(sections + (i * SectionSize), SectionSize);
            if (BinaryPrimitives.ReadUInt32LittleEndian(section[4..]) == DynamicSymbols)
            {
                int link = BinaryPrimitives.ReadInt32LittleEndian(section[40..]);
                ReadOnlySpan<byte> strings = Content(image, image.Slice(sections + (link * SectionSize), SectionSize));
                Collect(Content(image, section), strings, names);
            }
        }

        return names;
    }

    private static void Collect(ReadOnlySpan<byte> symbols, ReadOnlySpan<byte> strings, List<string> names)
    {
        for (int at = 0; at + SymbolSize <= symbols.Length; at += SymbolSize)
        {
            int name = BinaryPrimitives.ReadInt32LittleEndian(symbols[at..]);
            bool isUndefined = BinaryPrimitives.ReadUInt16LittleEndian(symbols[(at + 6)..]) == 0;
            if (name != 0 && isUndefined && symbols[at + 4] >> 4 == GlobalBinding)
            {
                ReadOnlySpan<byte> text = strings[name..];
                names.Add(Encoding.UTF8.GetString(text[..text.IndexOf((byte)0)]));
            }
        }
    }

    private static ReadOnlySpan<byte> Content(ReadOnlySpan<byte> image, ReadOnlySpan<byte> section) => image.Slice(Offset(section, 24), Offset(section, 32));

    private static int Offset(ReadOnlySpan<byte> from, int at) => checked((int)BinaryPrimitives.ReadUInt64LittleEndian(from[at..]));
}
