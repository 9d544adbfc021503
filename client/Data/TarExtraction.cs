using System.Formats.Tar;
using System.IO.Compression;
using Cdarts.Client.Commands;

namespace Cdarts.Client.Data;

/// <summary>Unpacks a .tar.gz of plain files. What would land outside of the folder, or is neither file nor folder, is refused.</summary>
internal static class TarExtraction
{
    /// <summary>Unpacks into an existing folder.</summary>
    /// <exception cref="CommandException">The archive is damaged, or has an entry that is refused (exit code 6).</exception>
    public static async Task RunAsync(string archive, string folder, CancellationToken cancellationToken)
    {
        string root = Path.GetFullPath(folder) + Path.DirectorySeparatorChar;
        try
        {
            await using FileStream packed = File.OpenRead(archive);
            await using GZipStream unpacked = new(packed, CompressionMode.Decompress);
            await using TarReader entries = new(unpacked);
            while (await entries.GetNextEntryAsync(cancellationToken: cancellationToken) is { } entry)
            {
                await WriteAsync(entry, root, archive, cancellationToken);
            }
        }
        catch (Exception error) when (error is InvalidDataException or EndOfStreamException or FormatException)
        {
            throw new CommandException(ExitCode.DownloadFailed, $"The archive {archive} is damaged ({error.Message.TrimEnd('.')}): delete it and try again.", error);
        }
    }

    private static async Task WriteAsync(TarEntry entry, string root, string archive, CancellationToken cancellationToken)
    {
        string path = Path.GetFullPath(Path.Combine(root, entry.Name));
        bool isInside = !Path.IsPathRooted(entry.Name) && (path + Path.DirectorySeparatorChar).StartsWith(root, StringComparison.Ordinal);
        switch (entry.EntryType)
        {
            case TarEntryType.GlobalExtendedAttributes:
                return;
            case TarEntryType.Directory when isInside:
                Directory.CreateDirectory(path);
                return;
            case TarEntryType.RegularFile or TarEntryType.V7RegularFile or TarEntryType.ContiguousFile when isInside:
                Directory.CreateDirectory(Path.GetDirectoryName(path)!);
                await using (FileStream target = new(path, FileMode.CreateNew, FileAccess.Write))
                {
                    await (entry.DataStream ?? Stream.Null).CopyToAsync(target, cancellationToken);
                    target.Flush(flushToDisk: true);
                }

                return;
            default:
                throw new CommandException(
                    ExitCode.DownloadFailed,
                    $"The archive {archive} has the entry '{entry.Name}' ({entry.EntryType}), which is not a plain file or folder inside of it: do not use this archive.");
        }
    }
}
