using System.Collections.Immutable;
using System.Globalization;

namespace Cdarts.Contracts.Specification;

/// <summary>Reads and writes the values of settings as text, the same in files, variables, flags and messages.</summary>
internal static class SettingText
{
    /// <summary>Reads a value of <paramref name="type"/>; null when the text is not one.</summary>
    public static object? Read(Type type, string text)
    {
        text = text.Trim();
        if (type == typeof(string))
        {
            return text;
        }

        if (type == typeof(int))
        {
            return int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int value) ? value : null;
        }

        if (type == typeof(long))
        {
            return long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long value) ? value : null;
        }

        if (type == typeof(double))
        {
            return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) && double.IsFinite(value) ? value : null;
        }

        if (type == typeof(bool))
        {
            return text switch { "true" => true, "false" => false, _ => null };
        }

        return type.IsEnum ? ReadEnum(type, text) : ReadList(text);
    }

    /// <summary>Writes a value.</summary>
    public static string Write(object value) => value switch
    {
        bool flag => flag ? "true" : "false",
        double number => number.ToString("R", CultureInfo.InvariantCulture),
        ImmutableArray<string> list => $"[{string.Join(", ", list)}]",
        Enum name => SnakeCase.Of(name.ToString()),
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => (string)value,
    };

    private static object? ReadEnum(Type type, string text) =>
        Enum.GetValues(type).Cast<object>().FirstOrDefault(value => SnakeCase.Of(value.ToString()!) == text);

    private static ImmutableArray<string>? ReadList(string text)
    {
        if (text.StartsWith('[') != text.EndsWith(']'))
        {
            return null;
        }

        string inner = text.StartsWith('[') ? text[1..^1] : text;
        return inner.Trim().Length == 0 ? [] : [.. inner.Split(',').Select(item => item.Trim())];
    }
}
