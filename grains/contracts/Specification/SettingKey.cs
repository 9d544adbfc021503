using System.Collections.Immutable;
using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;

namespace Cdarts.Contracts.Specification;

/// <summary>One setting of a <see cref="RunSpec"/>, by its dotted key. Immutable.</summary>
public sealed class SettingKey
{
    private readonly PropertyInfo? _section;
    private readonly PropertyInfo _property;
    private readonly SettingAttribute _setting;

    internal SettingKey(PropertyInfo? section, PropertyInfo property)
    {
        _section = section;
        _property = property;
        _setting = property.GetCustomAttribute<SettingAttribute>()!;
        Section = section is null ? "" : SnakeCase.Of(section.Name);
        LeafName = SnakeCase.Of(property.Name);
        Key = section is null ? LeafName : $"{Section}.{LeafName}";
        Allowed = DescribeAllowed();
    }

    /// <summary>Dotted key, for example <c>network.channels</c>.</summary>
    public string Key { get; }

    /// <summary>Section of the key, for example <c>network</c>; empty for a key without one.</summary>
    public string Section { get; }

    /// <summary>Last part of the key, for example <c>channels</c>.</summary>
    public string LeafName { get; }

    /// <summary>What the setting means, one sentence.</summary>
    public string Description => _setting.Description;

    /// <summary>Which values are possible, in words, for example <c>an even integer, 2 to 4096</c>.</summary>
    public string Allowed { get; }

    /// <summary>Type of the value: bool, int, long, double, string, an enum or <see cref="ImmutableArray{T}"/> of string.</summary>
    public Type ValueType => _property.PropertyType;

    /// <summary>The value in <paramref name="spec"/>.</summary>
    public object Get(RunSpec spec) => _property.GetValue(_section is null ? spec : _section.GetValue(spec))!;

    /// <summary>The value in <paramref name="spec"/> as text, for example <c>[max_pool_3x3, skip_connect]</c>.</summary>
    public string GetText(RunSpec spec) => SettingText.Write(Get(spec));

    /// <summary>Reads a text as this setting's type; its range is the validator's matter.</summary>
    /// <returns>The value, or null when the text is not of the type.</returns>
    public object? Read(string text) => SettingText.Read(ValueType, text);

    /// <summary>Whether a value of the right type is one of the possible values.</summary>
    internal bool Allows(object value) => value switch
    {
        string text => (_setting.Choices.Length == 0 || _setting.Choices.Contains(text))
            && (_setting.Pattern.Length == 0 || Regex.IsMatch(text, $"^(?:{_setting.Pattern})\\z", RegexOptions.CultureInvariant)),
        ImmutableArray<string> list => !list.IsDefault && list.Distinct().Count() == list.Length
            && list.All(item => _setting.Choices.Length == 0 || _setting.Choices.Contains(item)),
        Enum name => Enum.IsDefined(ValueType, name),
        int or long or double => AllowsNumber(Convert.ToDouble(value, CultureInfo.InvariantCulture)),
        _ => true,
    };

    /// <summary>Sets the value on a specification under construction, whose sections are its own.</summary>
    internal void Put(RunSpec draft, object value) => _property.SetValue(_section is null ? draft : _section.GetValue(draft), value);

    private bool AllowsNumber(double number) =>
        double.IsFinite(number)
        && (_setting.AboveMinimum ? number > _setting.Minimum : number >= _setting.Minimum)
        && (_setting.BelowMaximum ? number < _setting.Maximum : number <= _setting.Maximum)
        && (!_setting.Even || number % 2 == 0);

    private string DescribeAllowed()
    {
        Type type = ValueType;
        if (type == typeof(bool))
        {
            return "true or false";
        }

        if (type.IsEnum)
        {
            return OneOf([.. Enum.GetNames(type).Select(SnakeCase.Of)]);
        }

        if (type == typeof(ImmutableArray<string>))
        {
            return $"a list without repetition of {(_setting.Choices.Length == 0 ? "names" : string.Join(", ", _setting.Choices))}";
        }

        if (type == typeof(string))
        {
            return _setting.PatternText.Length > 0 ? _setting.PatternText : _setting.Choices.Length > 0 ? OneOf(_setting.Choices) : "a text";
        }

        return (type == typeof(double) ? "a number" : _setting.Even ? "an even integer" : "an integer") + DescribeRange();
    }

    private string DescribeRange()
    {
        string low = Number(_setting.Minimum);
        string high = Number(_setting.Maximum);
        if (double.IsInfinity(_setting.Maximum))
        {
            return double.IsInfinity(_setting.Minimum) ? "" : _setting.AboveMinimum ? $" above {low}" : $", {low} or more";
        }

        return (_setting.AboveMinimum, _setting.BelowMaximum) switch
        {
            (false, false) => $", {low} to {high}",
            (true, true) => $" above {low} and below {high}",
            (true, false) => $" above {low}, {high} at most",
            _ => $", {low} or more and below {high}",
        };
    }

    private static string Number(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    private static string OneOf(string[] names) =>
        names.Length == 1 ? names[0] : $"{string.Join(", ", names[..^1])} or {names[^1]}";
}
