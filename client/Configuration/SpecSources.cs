namespace Cdarts.Client.Configuration;

/// <summary>Where a specification comes from: what the user gave on the command line, and the variables.</summary>
/// <param name="SpecPath">Specification file, or null.</param>
/// <param name="Preset">Preset that was asked for, or null.</param>
/// <param name="Flags"><c>key=value</c> texts.</param>
/// <param name="Variables">Environment.</param>
internal sealed record SpecSources(
    string? SpecPath, string? Preset, IReadOnlyList<string> Flags, IReadOnlyDictionary<string, string> Variables)
{
    /// <summary>
    /// The preset in use. A file stands on the defaults unless a preset is asked for, so that it means the same without knowing of presets.
    /// </summary>
    public string EffectivePreset => Preset ?? (SpecPath is null ? PresetCatalog.Default : PresetCatalog.None);

    /// <exception cref="Commands.CommandException">Something in the sources cannot be used.</exception>
    public ResolvedSpec Resolve() => SpecResolver.Resolve(
    [
        PresetCatalog.Read(EffectivePreset),
        SpecPath is null ? SettingLayer.Empty : YamlLayer.ReadFile(SpecPath),
        EnvironmentLayer.Read(Variables),
        FlagLayer.Read(Flags),
    ]);
}
