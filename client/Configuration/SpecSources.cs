namespace Cdarts.Client.Configuration;

/// <summary>Where a specification comes from: what the user gave on the command line, and the variables.</summary>
/// <param name="SpecPath">Specification file, or null.</param>
/// <param name="Preset">Preset that was asked for, or null.</param>
/// <param name="Flags"><c>key=value</c> texts.</param>
/// <param name="Variables">Environment.</param>
internal sealed record SpecSources(
    string? SpecPath, string? Preset, IReadOnlyList<string> Flags, IReadOnlyDictionary<string, string> Variables)
{
    /// <summary>Folder of the data set, from the option for it; null for what the other sources say.</summary>
    public string? DataFolder { get; init; }

    /// <summary>Share of the train pictures, from the option for it; null for what the other sources say.</summary>
    public string? Subset { get; init; }

    /// <summary>The lowest layer in place of a preset; null for none.</summary>
    public SettingLayer? Base { get; init; }

    /// <summary>What the command itself decides, over everything else.</summary>
    public SettingLayer Decided { get; init; } = SettingLayer.Empty;

    /// <summary>
    /// The preset in use. A file stands on the defaults unless a preset is asked for, so that it means the same without knowing of presets.
    /// </summary>
    public string EffectivePreset => Preset ?? (SpecPath is null && Base is null ? PresetCatalog.Default : PresetCatalog.None);

    /// <exception cref="Commands.CommandException">Something in the sources cannot be used.</exception>
    public ResolvedSpec Resolve() => SpecResolver.Resolve(
    [
        Base ?? SettingLayer.Empty,
        PresetCatalog.Read(EffectivePreset),
        SpecPath is null ? SettingLayer.Empty : YamlLayer.ReadFile(SpecPath),
        EnvironmentLayer.Read(Variables),
        FlagLayer.Read(Flags),
        OfOption("data.path", DataFolder, "--data"),
        OfOption("data.subset", Subset, "--subset"),
        Decided,
    ]);

    private static SettingLayer OfOption(string key, string? text, string option) =>
        text is null ? SettingLayer.Empty : new(new Dictionary<string, SourcedText> { [key] = new(text, option) });
}
