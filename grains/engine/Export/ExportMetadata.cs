using System.Reflection;
using System.Text.Json;
using Cdarts.Engine.Spaces;

namespace Cdarts.Engine.Export;

/// <summary>What files of a network say about it, by key; lists and the genotype are JSON.</summary>
internal static class ExportMetadata
{
    /// <summary>Name of the program.</summary>
    internal const string Producer = "cdarts";

    /// <summary>Version of the program.</summary>
    internal static string Version { get; } =
        typeof(ExportMetadata).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";

    /// <summary>
    /// <c>producer</c>, <c>origin</c>, <c>class_names</c>, <c>normalisation_mean</c> and <c>normalisation_std</c> (per channel, of pixel values in 0..1),
    /// <c>input_shape</c> (channels, rows, columns), <c>genotype</c>.
    /// </summary>
    internal static Dictionary<string, string> Of(ExportedNetwork network) => new()
    {
        ["producer"] = $"{Producer} {Version}",
        ["origin"] = network.Origin,
        ["class_names"] = JsonSerializer.Serialize(network.ClassNames),
        ["normalisation_mean"] = JsonSerializer.Serialize(network.Normalisation.Mean),
        ["normalisation_std"] = JsonSerializer.Serialize(network.Normalisation.Deviation),
        ["input_shape"] = JsonSerializer.Serialize((int[])[network.Channels, network.Height, network.Width]),
        ["genotype"] = GenotypeJson.Write(network.Topology),
    };
}
