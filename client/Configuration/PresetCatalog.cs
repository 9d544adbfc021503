using System.Reflection;
using Cdarts.Client.Commands;

namespace Cdarts.Client.Configuration;

/// <summary>The files of settings that come with the product.</summary>
internal static class PresetCatalog
{
    /// <summary>The preset of a search without a specification.</summary>
    public const string Default = "quickstart";

    /// <summary>Asks for no preset at all.</summary>
    public const string None = "none";

    private const string ResourcePrefix = "Preset:";
    private const string ResourceSuffix = ".yaml";

    private static readonly Assembly Home = typeof(PresetCatalog).Assembly;

    /// <summary>Names, in order.</summary>
    public static IReadOnlyList<string> Names { get; } =
    [
        .. Home.GetManifestResourceNames().Where(name => name.StartsWith(ResourcePrefix, StringComparison.Ordinal))
            .Select(name => name[ResourcePrefix.Length..^ResourceSuffix.Length]).Order(StringComparer.Ordinal),
    ];

    /// <exception cref="CommandException">There is no such preset.</exception>
    public static SettingLayer Read(string name)
    {
        if (name == None)
        {
            return SettingLayer.Empty;
        }

        if (!Names.Contains(name))
        {
            throw new CommandException(
                ExitCode.BadConfiguration, $"There is no preset {SettingKeys.Shorten(name)}: use {string.Join(", ", Names)} or {None}.");
        }

        using StreamReader reader = new(Home.GetManifestResourceStream(ResourcePrefix + name + ResourceSuffix)!);
        return YamlLayer.Read(reader.ReadToEnd(), $"preset {name}");
    }
}
