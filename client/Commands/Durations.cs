using System.Globalization;
using System.Text.RegularExpressions;
using Cdarts.Client.Configuration;

namespace Cdarts.Client.Commands;

/// <summary>Reads durations as people write them.</summary>
internal static partial class Durations
{
    // What timers can wait.
    private static readonly TimeSpan Longest = TimeSpan.FromDays(45);

    /// <param name="text">For example <c>90s</c>, <c>15m</c>, <c>2h</c>, <c>1d</c>; a number alone is seconds.</param>
    /// <param name="option">Name of the option.</param>
    /// <exception cref="CommandException">It is no duration.</exception>
    public static TimeSpan Read(string text, string option)
    {
        Match match = Pattern().Match(text);
        if (match.Success && double.TryParse(match.Groups[1].ValueSpan, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double number))
        {
            double seconds = number * match.Groups[2].Value switch { "m" => 60, "h" => 3600, "d" => 86400, _ => 1 };
            if (seconds > 0 && seconds <= Longest.TotalSeconds)
            {
                return TimeSpan.FromSeconds(seconds);
            }
        }

        throw new CommandException(
            ExitCode.BadConfiguration, $"{option} is '{SettingKeys.Shorten(text)}': use a duration of up to {Longest.TotalDays:0} days, for example 90s, 15m, 2h or 1d.");
    }

    [GeneratedRegex(@"^([0-9]+(?:\.[0-9]+)?)([smhd]?)\z")]
    private static partial Regex Pattern();
}
