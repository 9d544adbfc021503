using System.Globalization;
using Cdarts.Chaos.Scenarios;

namespace Cdarts.Chaos;

/// <summary>The harness' command line.</summary>
/// <param name="Repeats">How often each thing happens.</param>
/// <param name="Scenarios">What happens.</param>
/// <param name="Out">File of the page; null for standard output alone.</param>
internal sealed record HarnessOptions(int Repeats, IReadOnlyList<Scenario> Scenarios, string? Out)
{
    public static string Usage =>
        $"[--repeats N] [--only NAME[,NAME]] [--out PAGE]; the scenarios are {string.Join(", ", Catalog.All.Select(scenario => scenario.Name))}";

    /// <summary>Reads a command line; null if it cannot be understood.</summary>
    public static HarnessOptions? Parse(IReadOnlyList<string> arguments)
    {
        HarnessOptions options = new(10, Catalog.All, null);
        for (int i = 0; i < arguments.Count; i += 2)
        {
            string? value = i + 1 < arguments.Count ? arguments[i + 1] : null;
            HarnessOptions? next = (arguments[i], value) switch
            {
                ("--repeats", not null) when int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out int repeats) && repeats > 0 => options with { Repeats = repeats },
                ("--only", not null) when value.Split(',') is var names && names.All(name => Catalog.All.Any(scenario => scenario.Name == name))
                    => options with { Scenarios = [.. Catalog.All.Where(scenario => names.Contains(scenario.Name))] },
                ("--out", not null) => options with { Out = value },
                _ => null,
            };
            if (next is null)
            {
                return null;
            }

            options = next;
        }

        return options;
    }
}
