using System.Text;

namespace Cdarts.Silo.Logging;

/// <summary>Appends lines to a file, which is made, with its folder, for the first one; a disk that cannot take them loses them silently. Thread-safe.</summary>
internal sealed class LogFile(string path) : IDisposable
{
    private readonly Lock _gate = new();
    private StreamWriter? _writer;
    private bool _disposed;

    /// <summary>The file.</summary>
    public string Path => path;

    /// <summary>Appends a line.</summary>
    public void Write(string line)
    {
        lock (_gate)
        {
            if (!_disposed)
            {
                Guarded(() =>
                {
                    _writer ??= Open();
                    _writer.WriteLine(line);
                });
            }
        }
    }

    /// <summary>Closes the file; later lines are lost.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _disposed = true;
            Guarded(() => _writer?.Dispose());
        }
    }

    private StreamWriter Open()
    {
        // Not the run folder itself: one that was removed must not come back with nothing but a log.
        string folder = System.IO.Path.GetDirectoryName(path)!;
        if (Directory.Exists(System.IO.Path.GetDirectoryName(folder)))
        {
            Directory.CreateDirectory(folder);
        }

        return new(path, append: true, new UTF8Encoding(false)) { AutoFlush = true };
    }

    private static void Guarded(Action action)
    {
        try
        {
            action();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A log must not stop a training.
        }
    }
}
