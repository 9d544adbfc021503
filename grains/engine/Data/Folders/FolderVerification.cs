using Cdarts.Engine.Data.Imaging;
using Cdarts.Engine.Data.Loading;

namespace Cdarts.Engine.Data.Folders;

/// <summary>What a verification found.</summary>
/// <param name="Parts">Pictures of each part that is there, by its name.</param>
/// <param name="Classes">Classes.</param>
/// <param name="Hidden">Hidden files and folders that were passed over.</param>
/// <param name="Bad">Path of each bad picture from the folder on, and why it cannot be used.</param>
/// <param name="ListFile">The list that was written, for <c>data.bad_pictures: skip_listed</c>.</param>
public sealed record FolderFinding(
    IReadOnlyList<(string Part, int Pictures)> Parts, int Classes, int Hidden, IReadOnlyList<(string Path, BadPictureReason Reason)> Bad, string ListFile);

/// <summary>Decodes every picture of an image folder whole, so that damage is found wherever it is, and writes the list of bad ones.</summary>
public static class FolderVerification
{
    /// <summary>Whether a folder looks like an image folder, packed or not.</summary>
    public static bool IsImageFolder(string folder) => FolderParts.In(folder).Count > 0;

    /// <summary>Verifies a folder. Run again after it was cut off, it goes on where it was.</summary>
    /// <param name="folder">Image folder.</param>
    /// <param name="report">Is told now and then how far it is.</param>
    /// <param name="timeProvider">Clock.</param>
    /// <param name="cancellationToken">Ends it; what is verified is remembered.</param>
    /// <exception cref="CdartsException">The folder cannot be used, or a file cannot be read.</exception>
    public static FolderFinding Run(string folder, Action<FolderProgress> report, TimeProvider timeProvider, CancellationToken cancellationToken)
    {
        (string Name, FolderPart Part)[] parts = [.. FolderParts.In(folder).Select(name => (name, FolderParts.Open(folder, name, timeProvider, fresh: true)))];
        long total = parts.Sum(part => (long)part.Part.Manifest.Count), done = 0;
        List<(string, BadPictureReason)> bad = [];
        List<VerifyJournal> journals = [];
        try
        {
            foreach ((string name, FolderPart part) in parts)
            {
                VerifyJournal journal = new(part.Manifest);
                journals.Add(journal);
                long before = done;
                int badBefore = bad.Count;
                void Report() => report(new(before + journal.Known.Count, total, badBefore + journal.Known.Values.Count(reason => reason is not null)));
                Report();
                int[] open = [.. Enumerable.Range(0, part.Manifest.Count).Where(picture => !journal.Known.ContainsKey(picture))];
                PictureBlocks.Run<Decoder, BadPictureReason?>(
                    open,
                    LoaderThreads.DefaultCount(),
                    (decoder, picture) => decoder.Problem(part.Store, picture),
                    (pictures, reasons) =>
                    {
                        journal.Add(pictures, reasons);
                        Report();
                    },
                    cancellationToken);
                done += part.Manifest.Count;
                bad.AddRange(journal.Known.Where(pair => pair.Value is not null).OrderBy(pair => pair.Key)
                    .Select(pair => ($"{name}/{part.Manifest.PathOf(pair.Key)}", pair.Value!.Value)));
            }

            string list = BadPictureList.Write(folder, bad);
            journals.ForEach(journal => journal.Delete());
            return new FolderFinding(
                [.. parts.Select(part => (part.Name, part.Part.Manifest.Count))], parts[0].Part.Manifest.ClassNames.Count, parts.Sum(part => part.Part.Hidden), bad, list);
        }
        finally
        {
            journals.ForEach(journal => journal.Dispose());
        }
    }

    private sealed class Decoder
    {
        private readonly PixelBuffer _pixels = new();
        private byte[] _bytes = [];

        public BadPictureReason? Problem(IPictureStore store, int picture)
        {
            try
            {
                int length = store.Read(picture, ref _bytes);
                using EncodedPicture encoded = EncodedPicture.Open(_bytes.AsMemory(0, length), store.NameOf(picture));
                encoded.Decode(PictureRegion.Whole(encoded.Width, encoded.Height), _pixels);
                return null;
            }
            catch (BadPictureException problem)
            {
                return problem.Reason;
            }
        }
    }
}
