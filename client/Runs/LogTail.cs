using System.Text;

namespace Cdarts.Client.Runs;

/// <summary>Reads whole lines of a log that others append to, from where the last reading ended.</summary>
internal sealed class LogTail(RunLogFile log)
{
    private long _position;
    private string _begun = "";

    /// <summary>Name of the silo that writes the log.</summary>
    public string Silo => log.Silo;

    /// <summary>The lines that were completed since the last reading.</summary>
    /// <param name="rest">Whether a last line without an end counts as well.</param>
    public IReadOnlyList<string> Read(bool rest)
    {
        try
        {
            using FileStream file = new(log.Path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            if (file.Length < _position)
            {
                // Another file of the same name.
                (_position, _begun) = (0, "");
            }

            file.Seek(_position, SeekOrigin.Begin);
            using StreamReader reader = new(file, Encoding.UTF8);
            string[] lines = (_begun + reader.ReadToEnd()).Split('\n');
            _position = file.Position;
            _begun = rest ? "" : lines[^1];
            return [.. (rest && lines[^1].Length > 0 ? lines : lines[..^1]).Select(line => line.TrimEnd('\r'))];
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }
}
