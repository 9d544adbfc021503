using System;
using System.IO;
using System.Text;
using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;

/// <summary>
/// MSBuild task: writes a copy of a 64-bit little-endian ELF library in which one symbol version need (for example GLIBCXX_3.4.32)
/// carries the weak flag, so that the dynamic loader accepts a library that does not define that version.
/// </summary>
/// <remarks>
/// TorchSharp 0.107's libLibTorchSharp.so needs GLIBCXX_3.4.32 for one marker symbol alone, which nothing calls; Debian 12 and Ubuntu 22.04 ship
/// an older libstdc++. The weak flag is safe only while no relocation names a symbol of that version, so the task checks this and refuses otherwise.
/// The source file is never written to.
/// </remarks>
public sealed class WeakenVersionNeed : Task
{
    private const ushort WeakFlag = 0x2; // VER_FLG_WEAK
    private const int RelocationSize = 24; // sizeof(Elf64_Rela)
    private const uint SectionRela = 4, SectionVerNeed = 0x6ffffffe, SectionVerSym = 0x6fffffff;

    [Required] public string Source { get; set; } = "";
    [Required] public string Destination { get; set; } = "";
    [Required] public string Version { get; set; } = "";

    public override bool Execute()
    {
        try
        {
            byte[] image = File.ReadAllBytes(Source);
            if (!Weaken(image, Version))
            {
                Log.LogMessage(MessageImportance.High, "'" + Source + "' already needs " + Version + " only weakly; it is copied unchanged.");
            }

            Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(Destination))!);
            string partial = Destination + ".partial";
            File.WriteAllBytes(partial, image);
            if (File.Exists(Destination)) File.Delete(Destination);
            File.Move(partial, Destination);
            return true;
        }
        catch (Exception problem) when (problem is InvalidDataException || problem is IOException || problem is UnauthorizedAccessException)
        {
            Log.LogError("Cdarts cannot make '" + Source + "' loadable on systems without " + Version + ": " + problem.Message);
            return false;
        }
    }

    /// <summary>Sets the flag in the image; false when it was set already.</summary>
    private static bool Weaken(byte[] image, string version)
    {
        try
        {
            if (image.Length < 64 || image[0] != 0x7f || image[1] != 'E' || image[2] != 'L' || image[3] != 'F' || image[4] != 2 || image[5] != 1)
            {
                throw new InvalidDataException("it is not a 64-bit little-endian ELF file");
            }

            (int flagsAt, ushort index) = FindNeed(image, version);
            if (RelocationUses(image, index))
            {
                throw new InvalidDataException("a relocation uses a symbol of that version, so the need cannot be made weak; use a system whose libstdc++ has it");
            }

            ushort flags = BitConverter.ToUInt16(image, flagsAt);
            if ((flags & WeakFlag) != 0) return false;
            image[flagsAt] |= (byte)WeakFlag;
            return true;
        }
        catch (Exception problem) when (problem is ArgumentException || problem is OverflowException || problem is IndexOutOfRangeException)
        {
            throw new InvalidDataException("its ELF tables point outside the file");
        }
    }

    /// <summary>The file offset of vna_flags and the version index of the need.</summary>
    private static (int FlagsAt, ushort Index) FindNeed(byte[] image, string version)
    {
        Section needs = Find(image, SectionVerNeed) ?? throw new InvalidDataException("it has no version needs");
        Section strings = At(image, needs.Link);
        int need = needs.Offset;
        for (int n = 0; n < needs.Info; n++)
        {
            int count = BitConverter.ToUInt16(image, need + 2);
            int auxiliary = need + checked((int)BitConverter.ToUInt32(image, need + 8));
            for (int a = 0; a < count; a++)
            {
                if (Text(image, strings.Offset + checked((int)BitConverter.ToUInt32(image, auxiliary + 8))) == version)
                {
                    return (auxiliary + 4, BitConverter.ToUInt16(image, auxiliary + 6));
                }

                int nextAuxiliary = checked((int)BitConverter.ToUInt32(image, auxiliary + 12));
                if (nextAuxiliary == 0) break;
                auxiliary = checked(auxiliary + nextAuxiliary);
            }

            int nextNeed = checked((int)BitConverter.ToUInt32(image, need + 12));
            if (nextNeed == 0) break;
            need = checked(need + nextNeed);
        }

        throw new InvalidDataException("it does not need " + version + "; the TorchSharp package has changed and Cdarts.Native.targets must follow");
    }

    private static bool RelocationUses(byte[] image, ushort versionIndex)
    {
        Section versions = Find(image, SectionVerSym) ?? throw new InvalidDataException("it has no symbol versions");
        int sections = BitConverter.ToUInt16(image, 60);
        for (int s = 0; s < sections; s++)
        {
            Section section = At(image, s);
            if (section.Type != SectionRela) continue;
            int end = checked(section.Offset + section.Size);
            for (int at = section.Offset; at < end; at += RelocationSize)
            {
                int symbol = checked((int)(BitConverter.ToUInt64(image, at + 8) >> 32));
                if (symbol >= versions.Size / 2) throw new InvalidDataException("a relocation names a symbol outside the symbol table");
                if (symbol != 0 && (BitConverter.ToUInt16(image, versions.Offset + 2 * symbol) & 0x7fff) == versionIndex) return true;
            }
        }

        return false;
    }

    private static Section? Find(byte[] image, uint type)
    {
        int sections = BitConverter.ToUInt16(image, 60);
        for (int s = 0; s < sections; s++)
        {
            Section section = At(image, s);
            if (section.Type == type) return section;
        }

        return null;
    }

    private static Section At(byte[] image, int index)
    {
        int at = checked((int)BitConverter.ToUInt64(image, 40) + index * BitConverter.ToUInt16(image, 58));
        return new Section
        {
            Type = BitConverter.ToUInt32(image, at + 4),
            Offset = checked((int)BitConverter.ToUInt64(image, at + 24)),
            Size = checked((int)BitConverter.ToUInt64(image, at + 32)),
            Link = checked((int)BitConverter.ToUInt32(image, at + 40)),
            Info = checked((int)BitConverter.ToUInt32(image, at + 44)),
        };
    }

    private static string Text(byte[] image, int at)
    {
        int end = Array.IndexOf(image, (byte)0, at);
        return Encoding.ASCII.GetString(image, at, end - at);
    }

    private struct Section
    {
        public uint Type;
        public int Offset, Size, Link, Info;
    }
}
