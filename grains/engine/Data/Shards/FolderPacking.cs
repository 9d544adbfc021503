using Cdarts.Engine.Data.Folders;
using Cdarts.Engine.Data.Imaging;
using Cdarts.Engine.Data.Loading;

namespace Cdarts.Engine.Data.Shards;

/// <summary>What was packed.</summary>
/// <param name="Parts">Pictures of each part, and the bytes of their shards.</param>
/// <param name="LeftOut">Listed bad pictures that were left out.</param>
public sealed record PackResult(IReadOnlyList<(string Part, int Pictures, long Bytes)> Parts, int LeftOut);

/// <summary>
/// Packs an image folder into shards: a few large files in place of very many small ones. Packed as they are, the pictures keep the fingerprint of their folder, so
/// that a run may go on with the one in place of the other.
/// </summary>
public static class FolderPacking
{
    /// <summary>Packs a folder.</summary>
    /// <param name="folder">Image folder.</param>
    /// <param name="output">Folder that is made; it must not exist, or be empty.</param>
    /// <param name="settings">What is done to the pictures.</param>
    /// <param name="report">Is told now and then how far it is.</param>
    /// <param name="timeProvider">Clock.</param>
    /// <param name="cancellationToken">Ends it; nothing is left then.</param>
    /// <exception cref="CdartsException">The folder or a picture cannot be used, or the output cannot be written.</exception>
    public static PackResult Run(
        string folder, string output, PackSettings settings, Action<FolderProgress> report, TimeProvider timeProvider, CancellationToken cancellationToken)
    {
        settings.Validate();
        if (File.Exists(output) || (Directory.Exists(output) && Directory.EnumerateFileSystemEntries(output).Any()))
        {
            throw new CdartsException($"'{output}' is there already: move it away, or choose another folder.");
        }

        if (FolderParts.In(folder).Count == 0)
        {
            throw new CdartsException($"'{folder}' is no image folder: it needs train/CLASS/PICTURES, and val/CLASS/PICTURES to be trained with.");
        }

        string partial = $"{Path.TrimEndingDirectorySeparator(Path.GetFullPath(output))}.partial-{Environment.ProcessId}";
        try
        {
            Directory.CreateDirectory(partial);
            PackResult result = Pack(folder, partial, settings, report, timeProvider, cancellationToken);
            if (Directory.Exists(output))
            {
                Directory.Delete(output);
            }

            Directory.Move(partial, output);
            return result;
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw new CdartsException($"'{output}' cannot be written ({problem.Message.TrimEnd('.')}): check its folder, its permissions and the space on the disk.", problem);
        }
        finally
        {
            if (Directory.Exists(partial))
            {
                Directory.Delete(partial, recursive: true);
            }
        }
    }

    private static PackResult Pack(
        string folder, string target, PackSettings settings, Action<FolderProgress> report, TimeProvider timeProvider, CancellationToken cancellationToken)
    {
        BadPictureList? list = BadPictureList.Find(folder);
        (string Name, FolderPart Part)[] whole = [.. FolderParts.In(folder).Select(name => (name, FolderParts.Open(folder, name, timeProvider)))];
        (string Name, FolderPart Part)[] parts = list is null ? whole : [.. whole.Select(part => (part.Name, FolderParts.Without(part.Part, part.Name, list)))];
        long total = parts.Sum(part => (long)part.Part.Manifest.Count), done = 0;
        report(new FolderProgress(0, total, 0));
        List<(string, int, long)> packed = [];
        foreach ((string name, FolderPart part) in parts)
        {
            using ShardWriter writer = new(target, name, part.Manifest.ClassNames);
            PictureBlocks.Run<PictureShrink, Packed>(
                [.. Enumerable.Range(0, part.Manifest.Count)],
                LoaderThreads.DefaultCount(),
                (shrink, picture) => Prepare(shrink, part.Store, picture, settings),
                (pictures, prepared) =>
                {
                    for (int i = 0; i < prepared.Length; i++)
                    {
                        writer.Add(part.Manifest.PathOf(pictures[i]), part.Manifest.Labels[pictures[i]], prepared[i].Size, prepared[i].Bytes);
                    }

                    done += prepared.Length;
                    report(new FolderProgress(done, total, 0));
                },
                cancellationToken);
            ShardIndex index = writer.Complete();
            packed.Add((name, index.Manifest.Count, index.ShardLengths.Sum()));
        }

        return new PackResult(packed, whole.Sum(part => part.Part.Manifest.Count) - (int)total);
    }

    private static Packed Prepare(PictureShrink shrink, IPictureStore store, int picture, PackSettings settings)
    {
        byte[] bytes = [];
        int length = store.Read(picture, ref bytes);
        Array.Resize(ref bytes, length);
        using EncodedPicture encoded = EncodedPicture.Open(bytes, store.NameOf(picture));
        if (settings.ShortSide == 0 || Math.Min(encoded.Width, encoded.Height) <= settings.ShortSide)
        {
            return new Packed(bytes, (encoded.Width, encoded.Height));
        }

        byte[] smaller = shrink.Encode(encoded, settings.ShortSide, settings.Quality, out (int Width, int Height) size);
        return new Packed(smaller, size);
    }

    private sealed record Packed(byte[] Bytes, (int Width, int Height) Size);
}
