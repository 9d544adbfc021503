using System.Globalization;
using Cdarts.Engine;

namespace Cdarts.Benchmarks;

/// <summary>Options of a command: <c>--name value</c>, or <c>--name</c> alone for a switch. An unknown one is refused.</summary>
internal sealed class CommandLine
{
    private readonly Dictionary<string, string> _values = [];
    private readonly HashSet<string> _switches = [];

    /// <summary>Reads a command's arguments.</summary>
    /// <param name="arguments">Arguments after the command's name.</param>
    /// <param name="options">Names that take a value.</param>
    /// <param name="switches">Names that take none.</param>
    /// <exception cref="CdartsException">An argument is unknown or lacks its value.</exception>
    internal CommandLine(IReadOnlyList<string> arguments, string[] options, string[] switches)
    {
        for (int i = 0; i < arguments.Count; i++)
        {
            if (switches.Contains(arguments[i]))
            {
                _switches.Add(arguments[i]);
            }
            else if (!options.Contains(arguments[i]))
            {
                throw new CdartsException($"'{arguments[i]}' is not an option here: use {string.Join(", ", options.Concat(switches))}.");
            }
            else if (i + 1 == arguments.Count)
            {
                throw new CdartsException($"{arguments[i]} needs a value.");
            }
            else
            {
                _values[arguments[i]] = arguments[++i];
            }
        }
    }

    internal bool Has(string name) => _switches.Contains(name);

    internal string Text(string name, string otherwise) => _values.GetValueOrDefault(name, otherwise);

    /// <summary>A whole number from <paramref name="least"/> on.</summary>
    internal int Number(string name, int otherwise, int least = 1)
    {
        if (!_values.TryGetValue(name, out string? text))
        {
            return otherwise;
        }

        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int value) && value >= least
            ? value
            : throw new CdartsException($"{name} is '{text}': use a whole number of at least {least}.");
    }

    /// <summary>Members of an enumeration by name, separated by commas.</summary>
    internal IReadOnlyList<T> Members<T>(string name, string otherwise)
        where T : struct, Enum
    {
        string[] known = [.. Enum.GetNames<T>().Select(member => member.ToLowerInvariant())];
        string[] asked = [.. Text(name, otherwise).Split(',').Distinct()];
        return asked.FirstOrDefault(member => !known.Contains(member)) is { } unknown
            ? throw new CdartsException($"{name} names '{unknown}': use {string.Join(", ", known)}.")
            : [.. asked.Select(member => Enum.Parse<T>(member, ignoreCase: true))];
    }
}
