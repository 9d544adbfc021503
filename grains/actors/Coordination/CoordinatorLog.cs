using Microsoft.Extensions.Logging;

namespace Cdarts.Grains.Coordination;

internal static partial class CoordinatorLog
{
    [LoggerMessage(1, LogLevel.Warning, "Run {Run}: the coordinator's record was not written; training goes on and the write is tried again")]
    public static partial void RecordNotWritten(ILogger logger, string run, Exception exception);

    [LoggerMessage(2, LogLevel.Warning, "Run {Run}: another coordinator has begun a later generation; this one goes")]
    public static partial void Fenced(ILogger logger, string run);

    [LoggerMessage(3, LogLevel.Warning, "Run {Run}: replica {Replica} did not answer to {Command}: {Problem}")]
    public static partial void NoAnswer(ILogger logger, string run, string replica, string command, string problem);

    [LoggerMessage(4, LogLevel.Error, "Run {Run}: the coordinator failed")]
    public static partial void CoordinatorFailed(ILogger logger, string run, Exception exception);

    [LoggerMessage(5, LogLevel.Error, "Run {Run} failed: {Message}")]
    public static partial void RunFailed(ILogger logger, string run, string message);

    [LoggerMessage(7, LogLevel.Warning, "A watchdog reminder could not be changed; it is tried again")]
    public static partial void NoReminder(ILogger logger, Exception exception);

    [LoggerMessage(6, LogLevel.Warning, "Run {Run}: {Message}")]
    public static partial void RunWarning(ILogger logger, string run, string message);

    [LoggerMessage(8, LogLevel.Information, "Run {Run} is coordinated by this silo")]
    public static partial void Coordinates(ILogger logger, string run);
}
