using Cdarts.Client.Commands;
using Cdarts.Contracts.Specification;

namespace Cdarts.Client.Configuration;

/// <summary>Reads settings from variables: <c>CDARTS_SEED</c>, and <c>CDARTS_NETWORK__CHANNELS</c> with two underscores after the section.</summary>
internal static class EnvironmentLayer
{
    private const string Prefix = "CDARTS_";

    /// <summary>Folder of the runs.</summary>
    public const string RunsVariable = "CDARTS_RUNS";

    /// <summary>Assemblies with search spaces, their paths separated by colons.</summary>
    public const string SpacesVariable = "CDARTS_SPACES";

    /// <summary>Redis of the cluster.</summary>
    public const string RedisVariable = "CDARTS_REDIS";

    /// <summary>Name of the cluster.</summary>
    public const string ClusterVariable = "CDARTS_CLUSTER";

    // Variables of the product that are no settings.
    private static readonly string[] Reserved = [RunsVariable, SpacesVariable, RedisVariable, ClusterVariable, "CDARTS_TEST_DATA", "CDARTS_FAILPOINTS", "CDARTS_LIBTORCH", "CDARTS_LOADER_THREADS", "CDARTS_CACHE"];

    private static readonly Dictionary<string, SettingKey> ByVariable = SettingCatalog.All.ToDictionary(VariableOf, StringComparer.Ordinal);

    /// <summary>Name of a setting's variable.</summary>
    public static string VariableOf(SettingKey setting) => Prefix + setting.Key.Replace(".", "__", StringComparison.Ordinal).ToUpperInvariant();

    /// <exception cref="CommandException">A variable that begins with CDARTS_ is neither a setting's nor reserved.</exception>
    public static SettingLayer Read(IReadOnlyDictionary<string, string> variables)
    {
        Dictionary<string, SourcedText> values = [];
        foreach (string name in variables.Keys.Where(name => name.StartsWith(Prefix, StringComparison.Ordinal)).Order(StringComparer.Ordinal))
        {
            if (Reserved.Contains(name))
            {
                continue;
            }

            if (!ByVariable.TryGetValue(name, out SettingKey? setting))
            {
                string nearest = EditDistance.Nearest(SettingKeys.Shorten(name), ByVariable.Keys.Concat(Reserved))!;
                throw new CommandException(
                    ExitCode.BadConfiguration, $"The variable {SettingKeys.Shorten(name)} is no setting: did you mean {nearest}, or unset it.");
            }

            values[setting.Key] = new(variables[name], name);
        }

        return new(values);
    }
}
