using Cdarts.Client.Commands;
using Cdarts.Contracts.Specification;

namespace Cdarts.Client.Configuration;

/// <summary>Looks keys up and refuses unknown ones.</summary>
internal static class SettingKeys
{
    // A key is typed by hand; a longer one is hostile, and edit distance is quadratic.
    private const int LongestKey = 100;

    /// <exception cref="CommandException">There is no such key; the sentence names the nearest one.</exception>
    public static SettingKey Require(string key, string origin)
    {
        if (SettingCatalog.Find(key) is { } setting)
        {
            return setting;
        }

        if (SettingCatalog.Sections.Contains(key))
        {
            string example = SettingCatalog.All.First(candidate => candidate.Section == key).Key;
            throw Refuse($"{key} ({origin}) is a section and takes no value: set its entries, for example {example}.");
        }

        throw Refuse($"There is no setting {Shorten(key)} ({origin}): did you mean {Nearest(key)}?");
    }

    /// <summary>The key that is nearest to what was typed; a typed name without a section is compared with names without their section too.</summary>
    public static string Nearest(string typed)
    {
        string key = typed.Length > LongestKey ? typed[..LongestKey] : typed;
        return SettingCatalog.All.MinBy(setting => Math.Min(
            EditDistance.Between(key, setting.Key),
            EditDistance.Between(key[(key.LastIndexOf('.') + 1)..], setting.LeafName) + 2))!.Key;
    }

    public static string Shorten(string text) => text.Length > LongestKey ? text[..LongestKey] + "..." : text;

    private static CommandException Refuse(string message) => new(ExitCode.BadConfiguration, message);
}
