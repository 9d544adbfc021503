using Microsoft.Extensions.Logging;

namespace Cdarts.Silo.Logging;

/// <summary>Writes the log to standard error, a line for each message. Thread-safe if the writer is.</summary>
/// <param name="writer">Standard error.</param>
/// <param name="time">Clock.</param>
/// <param name="full">Whether exceptions are written with their stack.</param>
internal sealed class ErrorLines(TextWriter writer, TimeProvider time, bool full) : ILoggerProvider
{
    /// <inheritdoc/>
    public ILogger CreateLogger(string categoryName) => new LineLogger(categoryName, (category, level, message, exception) =>
    {
        DateTimeOffset now = time.GetUtcNow();
        writer.WriteLine(full ? LogLine.Full(now, category, level, message, exception) : LogLine.Short(now, category, level, message, exception));
    });

    /// <inheritdoc/>
    public void Dispose()
    {
    }
}
