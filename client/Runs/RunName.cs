using System.Globalization;
using System.Text.RegularExpressions;
using Cdarts.Client.Commands;
using Cdarts.Client.Configuration;

namespace Cdarts.Client.Runs;

/// <summary>Names of runs: they are folder names and keys of grains.</summary>
internal static partial class RunName
{
    /// <exception cref="CommandException">The name cannot be a run's.</exception>
    public static void Check(string name)
    {
        if (!Valid().IsMatch(name))
        {
            throw new CommandException(
                ExitCode.BadConfiguration,
                $"The run name '{SettingKeys.Shorten(name)}' cannot be used: use 1 to 100 letters, digits, '.', '_' and '-', beginning with a letter or digit.");
        }
    }

    /// <summary>A name for a run that was not given one, for example <c>quickstart-20260102-030405</c>.</summary>
    /// <param name="stem">Preset or name of the specification file.</param>
    /// <param name="now">Local time.</param>
    /// <param name="attempt">0, then 1, 2... while the name is taken.</param>
    public static string Generate(string stem, DateTimeOffset now, int attempt)
    {
        string name = $"{Clean(stem)}-{now.ToString("yyyyMMdd-HHmmss", CultureInfo.InvariantCulture)}";
        return attempt == 0 ? name : $"{name}-{attempt + 1}";
    }

    /// <summary>The part of a text that can begin a name, for example <c>my-spec</c> of <c>my spec</c>; at most 60 characters.</summary>
    public static string Clean(string stem)
    {
        string clean = Unusable().Replace(stem, "-").Trim('.', '_', '-');
        return clean.Length == 0 ? "run" : clean[..Math.Min(clean.Length, 60)];
    }

    [GeneratedRegex(@"^[A-Za-z0-9][A-Za-z0-9._-]{0,99}\z")]
    private static partial Regex Valid();

    [GeneratedRegex("[^A-Za-z0-9._-]+")]
    private static partial Regex Unusable();
}
