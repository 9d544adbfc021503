using Cdarts.Client.Commands;
using Cdarts.Contracts.Specification;

namespace Cdarts.Client.Configuration;

/// <summary>Lays the layers over each other: defaults, variant, preset, file, variables, flags.</summary>
internal static class SpecResolver
{
    private const string VariantKey = "variant";

    /// <summary>Resolves layers, lowest first. The variant is the one that the highest layer names.</summary>
    /// <exception cref="CommandException">A value is not of its setting's type, or a run cannot have it.</exception>
    public static ResolvedSpec Resolve(IReadOnlyList<SettingLayer> layers)
    {
        SourcedText? named = layers.Select(layer => layer.Values.GetValueOrDefault(VariantKey)).LastOrDefault(text => text is not null);
        Variant variant = named is null ? Variant.Cream : (Variant)Value(SettingCatalog.Find(VariantKey)!, named);

        Dictionary<string, object> values = [];
        Dictionary<string, string> origins = [];
        foreach (SettingKey setting in SettingCatalog.All)
        {
            values[setting.Key] = setting.Get(RunSpec.Of(variant));
            bool isDefault = setting.GetText(RunSpec.Of(variant)) == setting.GetText(RunSpec.Cream);
            origins[setting.Key] = isDefault ? "default" : $"variant {SettingCatalog.Find(VariantKey)!.GetText(RunSpec.Of(variant))}";
        }

        foreach ((string key, SourcedText text) in layers.SelectMany(layer => layer.Values))
        {
            values[key] = Value(SettingCatalog.Find(key)!, text);
            origins[key] = text.Origin;
        }

        RunSpec spec = SettingCatalog.Build(values);
        return RunSpecValidator.Validate(spec) is [SpecProblem problem, ..]
            ? throw new CommandException(ExitCode.BadConfiguration, problem.ToSentence(origins.GetValueOrDefault(problem.Key)))
            : new(spec, origins);
    }

    private static object Value(SettingKey setting, SourcedText text) =>
        setting.Read(text.Text)
        ?? throw new CommandException(
            ExitCode.BadConfiguration, new SpecProblem(setting.Key, SettingKeys.Shorten(text.Text), $"use {setting.Allowed}").ToSentence(text.Origin));
}
