using System.Text;
using Microsoft.Extensions.Logging;

namespace Cdarts.Silo.Logging;

/// <summary>Appends log messages to a file, which is made with the first one; a disk that cannot take them loses them silently. Thread-safe.</summary>
internal sealed class FileLoggerProvider(string path, TimeProvider time) : ILoggerProvider
{
    private readonly Lock _gate = new();
    private StreamWriter? _writer;
    private bool _disposed;

    /// <inheritdoc/>
    public ILogger CreateLogger(string categoryName) => new FileLogger(this, categoryName);

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_gate)
        {
            _disposed = true;
            Guarded(() => _writer?.Dispose());
        }
    }

    private void Write(string category, LogLevel level, string message, Exception? exception)
    {
        string line = $"{time.GetUtcNow():yyyy-MM-ddTHH:mm:ss.fffZ} {level} {category}: {message}{(exception is null ? "" : Environment.NewLine + exception)}";
        lock (_gate)
        {
            if (!_disposed)
            {
                Guarded(() =>
                {
                    _writer ??= new(path, append: true, new UTF8Encoding(false)) { AutoFlush = true };
                    _writer.WriteLine(line);
                });
            }
        }
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

    private sealed class FileLogger(FileLoggerProvider provider, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel != LogLevel.None;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            provider.Write(category, logLevel, formatter(state, exception), exception);
    }
}
