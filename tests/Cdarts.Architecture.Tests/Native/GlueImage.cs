using System.Buffers.Binary;
using System.Text;

namespace Cdarts.Architecture.Tests.Native;

/// <summary>
/// The bytes of an ELF library and where its version needs stand. Needs are found by the System V hash of their names, not by walking the tables as
/// the build does, so that the two cannot be wrong in the same way.
/// </summary>
internal sealed class GlueImage(byte[] bytes)
{
    private const int SectionHeaderSize = 64;
    private const uint SectionRela = 4;

    public byte[] Bytes { get; } = [.. bytes];

    public static GlueImage Packaged() => new(File.ReadAllBytes(NativeTargets.PackagedGlue));

    /// <summary>Offset of the two flag bytes (vna_flags) of a version need.</summary>
    public int FlagsOf(string version) => NeedOf(version) + 4;

    public GlueImage With(int offset, params byte[] values)
    {
        GlueImage copy = new(Bytes);
        values.CopyTo(copy.Bytes, offset);
        return copy;
    }

    /// <summary>Makes the symbols of <paramref name="other"/> carry the version index of <paramref name="version"/>.</summary>
    public GlueImage WithSymbolsOf(string other, string version)
    {
        int from = NeedOf(other) + 6, to = NeedOf(version) + 6;
        return With(to, Bytes[from], Bytes[from + 1]);
    }

    public GlueImage Renamed(string version, string newName)
    {
        int at = Bytes.AsSpan().IndexOf(Encoding.ASCII.GetBytes(version + "\0"));
        return With(at, Encoding.ASCII.GetBytes(newName));
    }

    /// <summary>Says of the first relocation section that it is as long as a number can be.</summary>
    public GlueImage WithEndlessRelocations()
    {
        int header = checked((int)BinaryPrimitives.ReadUInt64LittleEndian(Bytes.AsSpan(40)));
        while (BinaryPrimitives.ReadUInt32LittleEndian(Bytes.AsSpan(header + 4)) != SectionRela)
        {
            header += SectionHeaderSize;
        }

        return With(header + 32, 0xff, 0xff, 0xff, 0x7f);
    }

    private int NeedOf(string version)
    {
        byte[] hash = new byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(hash, Hash(version));
        for (int at = Bytes.AsSpan().IndexOf(hash); at >= 0; at += 4)
        {
            if (at % 4 == 0 && NameAt(at) == version) return at;
            int next = Bytes.AsSpan(at + 4).IndexOf(hash);
            if (next < 0) break;
            at += next;
        }

        throw new InvalidDataException($"The library has no need of {version}.");
    }

    /// <summary>The name that a version need at this offset would have: its dynamic string table is the first string section.</summary>
    private string NameAt(int need)
    {
        int header = checked((int)BinaryPrimitives.ReadUInt64LittleEndian(Bytes.AsSpan(40)));
        while (BinaryPrimitives.ReadUInt32LittleEndian(Bytes.AsSpan(header + 4)) != 3)
        {
            header += SectionHeaderSize;
        }

        long at = (long)BinaryPrimitives.ReadUInt64LittleEndian(Bytes.AsSpan(header + 24)) + BinaryPrimitives.ReadUInt32LittleEndian(Bytes.AsSpan(need + 8));
        if (at >= Bytes.Length) return "";
        ReadOnlySpan<byte> text = Bytes.AsSpan((int)at);
        return Encoding.ASCII.GetString(text[..text.IndexOf((byte)0)]);
    }

    private static uint Hash(string name)
    {
        uint hash = 0;
        foreach (char letter in name)
        {
            hash = (hash << 4) + letter;
            uint high = hash & 0xf0000000;
            hash ^= high >> 24;
            hash &= ~high;
        }

        return hash;
    }
}
