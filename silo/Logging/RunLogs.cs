using Cdarts.Grains.Hosting;
using Microsoft.Extensions.Logging;

namespace Cdarts.Silo.Logging;

/// <summary>Copies what this silo logs of its own work into the folder of the run that it works for. Thread-safe.</summary>
/// <param name="siloName">Name of the file, without its extension.</param>
/// <param name="time">Clock.</param>
internal sealed class RunLogs(string siloName, TimeProvider time) : ILoggerProvider, IRunLogs
{
    /// <summary>Folder in the run folder.</summary>
    public const string FolderName = "logs";

    private readonly Lock _gate = new();
    private LogFile? _file;

    /// <inheritdoc/>
    public void Attach(string runFolder)
    {
        string path = PathIn(runFolder);
        lock (_gate)
        {
            if (_file?.Path != path)
            {
                _file?.Dispose();
                _file = new(path);
            }
        }
    }

    /// <inheritdoc/>
    public void Detach(string runFolder)
    {
        lock (_gate)
        {
            if (_file?.Path == PathIn(runFolder))
            {
                Close();
            }
        }
    }

    /// <inheritdoc/>
    public ILogger CreateLogger(string categoryName) => new LineLogger(categoryName, Write);

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_gate)
        {
            Close();
        }
    }

    private string PathIn(string runFolder) => Path.Combine(runFolder, FolderName, siloName + ".log");

    private void Close()
    {
        _file?.Dispose();
        _file = null;
    }

    private void Write(string category, LogLevel level, string message, Exception? exception)
    {
        // Also what other providers' filters let through only: the run's log has the product's own messages.
        if (level >= LogLevel.Information && category.StartsWith("Cdarts.", StringComparison.Ordinal))
        {
            LogFile? file;
            lock (_gate)
            {
                file = _file;
            }

            file?.Write(LogLine.Full(time.GetUtcNow(), category, level, message, exception));
        }
    }
}
