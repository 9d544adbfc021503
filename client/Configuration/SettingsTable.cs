using System.Text;
using Cdarts.Contracts.Specification;

namespace Cdarts.Client.Configuration;

/// <summary>The table of all settings in Markdown, for the README.</summary>
internal static class SettingsTable
{
    public static string Write()
    {
        StringBuilder table = new("| setting | cream (default) | nni | allowed | meaning |\n|---|---|---|---|---|\n");
        foreach (SettingKey setting in SettingCatalog.All)
        {
            string cream = Code(setting.GetText(RunSpec.Cream));
            string nni = Code(setting.GetText(RunSpec.Nni));
            table.Append($"| `{setting.Key}` | {cream} | {(nni == cream ? "" : nni)} | {setting.Allowed} | {setting.Description} |\n");
        }

        return table.ToString();
    }

    private static string Code(string text) => text.Length == 0 ? "empty" : $"`{text}`";
}
