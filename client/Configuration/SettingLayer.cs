namespace Cdarts.Client.Configuration;

/// <summary>The text of a setting and where it was written, for example <c>spec.yaml:3</c>.</summary>
internal sealed record SourcedText(string Text, string Origin);

/// <summary>Settings from one source; a higher layer wins. Every key is a known one.</summary>
internal sealed record SettingLayer(IReadOnlyDictionary<string, SourcedText> Values)
{
    public static SettingLayer Empty { get; } = new(new Dictionary<string, SourcedText>());
}
