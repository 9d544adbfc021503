using System.Globalization;
using System.Text;
using Cdarts.Engine.Data.Imaging;

namespace Cdarts.Engine.Data.Folders;

/// <summary>
/// What is already known of the pictures of a list, in the user's cache, so that a verification that was cut off goes on where it was. One line per picture:
/// its position, and for a bad one the reason. Where the cache cannot be written there is no journal.
/// </summary>
internal sealed class VerifyJournal : IDisposable
{
    private readonly string _path;
    private readonly FileStream? _stream;

    /// <summary>Opens the journal of a list.</summary>
    public VerifyJournal(FolderManifest manifest)
    {
        _path = UserCache.PathOf("verified", UserCache.NameOf(manifest.Fingerprint));
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(_path)!);
            _stream = new FileStream(_path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            Read(manifest.Count);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            // Another process verifies the same pictures, or the cache cannot be used.
        }
    }

    /// <summary>Positions of verified pictures, with the reason of bad ones.</summary>
    public Dictionary<int, BadPictureReason?> Known { get; } = [];

    /// <summary>Adds verified pictures.</summary>
    public void Add(ReadOnlySpan<int> pictures, BadPictureReason?[] reasons)
    {
        StringBuilder lines = new();
        for (int i = 0; i < reasons.Length; i++)
        {
            Known[pictures[i]] = reasons[i];
            lines.Append(CultureInfo.InvariantCulture, $"{pictures[i]}{(reasons[i] is { } reason ? $" {reason}" : "")}\n");
        }

        try
        {
            _stream?.Write(Encoding.ASCII.GetBytes(lines.ToString()));
            _stream?.Flush();
        }
        catch (IOException)
        {
            // A full disk costs the journal, not the verification.
        }
    }

    /// <summary>Forgets everything: the verification is over.</summary>
    public void Delete()
    {
        _stream?.Dispose();
        if (_stream is not null)
        {
            UserCache.TryDelete(_path);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _stream?.Dispose();

    private void Read(int count)
    {
        using StreamReader reader = new(_stream!, Encoding.ASCII, leaveOpen: true);
        string text = reader.ReadToEnd();

        // The last line may be torn: what comes after the last line feed does not count.
        int whole = text.LastIndexOf('\n') + 1;
        foreach (string line in text[..whole].Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            string[] parts = line.Split(' ');
            BadPictureReason reason = default;
            if (int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out int picture) && picture < count
                && (parts.Length == 1 || Enum.TryParse(parts[1], out reason)))
            {
                Known[picture] = parts.Length == 1 ? null : reason;
            }
        }

        _stream!.SetLength(whole);
        _stream.Position = whole;
    }
}
