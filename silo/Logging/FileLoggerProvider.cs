using Microsoft.Extensions.Logging;

namespace Cdarts.Silo.Logging;

/// <summary>Appends log messages to a file, which is made with the first one; a disk that cannot take them loses them silently. Thread-safe.</summary>
internal sealed class FileLoggerProvider(string path, TimeProvider time) : ILoggerProvider
{
    private readonly LogFile _file = new(path);

    /// <inheritdoc/>
    public ILogger CreateLogger(string categoryName) => new LineLogger(
        categoryName, (category, level, message, exception) => _file.Write(LogLine.Full(time.GetUtcNow(), category, level, message, exception)));

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();
}
