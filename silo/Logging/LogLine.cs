using System.Globalization;
using Microsoft.Extensions.Logging;

namespace Cdarts.Silo.Logging;

/// <summary>How a message of the log is written.</summary>
internal static class LogLine
{
    /// <summary>With the whole exception below.</summary>
    public static string Full(DateTimeOffset at, string category, LogLevel level, string message, Exception? exception) =>
        Head(at, category, level, message) + (exception is null ? "" : Environment.NewLine + exception);

    /// <summary>One line, with the exception's message alone.</summary>
    public static string Short(DateTimeOffset at, string category, LogLevel level, string message, Exception? exception) =>
        Head(at, category, level, message).ReplaceLineEndings(" ")
        + (exception is null ? "" : $" ({exception.GetType().Name}: {exception.Message.ReplaceLineEndings(" ")})");

    private static string Head(DateTimeOffset at, string category, LogLevel level, string message) =>
        string.Create(CultureInfo.InvariantCulture, $"{at:yyyy-MM-ddTHH:mm:ss.fffZ} {level} {category}: {message}");
}
