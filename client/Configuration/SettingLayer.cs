using Cdarts.Contracts.Specification;

namespace Cdarts.Client.Configuration;

/// <summary>The text of a setting and where it was written, for example <c>spec.yaml:3</c>.</summary>
internal sealed record SourcedText(string Text, string Origin);

/// <summary>Settings from one source; a higher layer wins. Every key is a known one.</summary>
internal sealed record SettingLayer(IReadOnlyDictionary<string, SourcedText> Values)
{
    /// <summary>Every setting of a specification, as a layer under others.</summary>
    public static SettingLayer Of(RunSpec spec, string origin) => new(
        SettingCatalog.All.ToDictionary(setting => setting.Key, setting => new SourcedText(setting.GetText(spec), origin)));

    public static SettingLayer Empty { get; } = new(new Dictionary<string, SourcedText>());
}
