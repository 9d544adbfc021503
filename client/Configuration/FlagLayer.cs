using Cdarts.Client.Commands;

namespace Cdarts.Client.Configuration;

/// <summary>Reads settings from <c>--set key=value</c> flags; of two for one key the last wins, as everywhere on a command line.</summary>
internal static class FlagLayer
{
    private const string Origin = "--set";

    /// <exception cref="CommandException">A flag has no <c>=</c>, or an unknown key.</exception>
    public static SettingLayer Read(IEnumerable<string> flags)
    {
        Dictionary<string, SourcedText> values = [];
        foreach (string flag in flags)
        {
            int equals = flag.IndexOf('=', StringComparison.Ordinal);
            if (equals < 0)
            {
                throw new CommandException(ExitCode.BadConfiguration, $"{Origin} {SettingKeys.Shorten(flag)} has no value: write {Origin} key=value.");
            }

            string key = flag[..equals].Trim();
            values[SettingKeys.Require(key, Origin).Key] = new(flag[(equals + 1)..], Origin);
        }

        return new(values);
    }
}
