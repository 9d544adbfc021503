namespace Cdarts.Engine.Checkpoints;

/// <summary>A new version of a file that is being written beside it; it takes the file's place at <see cref="Commit"/>, or vanishes.</summary>
internal sealed class DurableReplacement : IDisposable
{
    private readonly string _path;
    private readonly string _directory;
    private readonly string _temporary;
    private bool _committed;

    public DurableReplacement(string path)
    {
        _path = Path.GetFullPath(path);
        _directory = Path.GetDirectoryName(_path) ?? throw new ArgumentException("A root folder is not a file.", nameof(path));
        _temporary = Leftovers.NewPath(_directory, Path.GetFileName(_path));
        Stream = new FileStream(_temporary, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
    }

    /// <summary>The new version; still open, under its final name, after <see cref="Commit"/>.</summary>
    public FileStream Stream { get; }

    /// <summary>Makes the new version durable and renames it over the old one.</summary>
    public void Commit()
    {
        Stream.Flush(flushToDisk: true);
        File.Move(_temporary, _path, overwrite: true);
        _committed = true;
        DirectorySync.Flush(_directory);
    }

    /// <summary>Closes the stream, and removes the new version unless it was committed.</summary>
    public void Dispose()
    {
        Stream.Dispose();
        if (!_committed)
        {
            Leftovers.TryDelete(_temporary);
        }
    }
}
