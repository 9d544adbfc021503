using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Cdarts.Contracts.Specification;

namespace Cdarts.Client.Configuration;

/// <summary>Writes a resolved specification as YAML that <see cref="YamlLayer"/> reads back.</summary>
internal static partial class EffectiveYaml
{
    /// <param name="resolved">The specification.</param>
    /// <param name="withOrigins">Whether each line ends with a comment on where its value came from.</param>
    public static string Write(ResolvedSpec resolved, bool withOrigins)
    {
        StringBuilder yaml = new();
        string section = "";
        foreach (SettingKey setting in SettingCatalog.All)
        {
            if (setting.Section != section)
            {
                section = setting.Section;
                yaml.Append(section).Append(":\n");
            }

            string line = $"{(section.Length == 0 ? "" : "  ")}{setting.LeafName}: {Scalar(setting, resolved.Spec)}";
            yaml.Append(withOrigins ? $"{line,-44} # {resolved.Origins[setting.Key]}" : line).Append('\n');
        }

        return yaml.ToString();
    }

    private static string Scalar(SettingKey setting, RunSpec spec)
    {
        string text = setting.GetText(spec);
        bool isText = setting.ValueType == typeof(string);
        return isText && !PlainText().IsMatch(text) ? JsonSerializer.Serialize(text) : text;
    }

    // Letters first, so that no text looks like a number, null or a flow collection to another reader.
    [GeneratedRegex(@"^[A-Za-z/.][A-Za-z0-9_./-]*\z")]
    private static partial Regex PlainText();
}
