using Microsoft.Extensions.Logging;

namespace Cdarts.Silo.Logging;

/// <summary>Takes a formatted message.</summary>
internal delegate void WriteMessage(string category, LogLevel level, string message, Exception? exception);

/// <summary>Hands formatted messages of one category on.</summary>
internal sealed class LineLogger(string category, WriteMessage write) : ILogger
{
    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel != LogLevel.None;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        write(category, logLevel, formatter(state, exception), exception);
}
