using System.Reflection;
using System.Runtime.InteropServices;

namespace Cdarts.Client.Runs;

/// <summary>Versions of what a run is made with.</summary>
internal static class ProductVersions
{
    /// <summary>Version of cdarts, for example <c>0.1.0</c>.</summary>
    public static string Cdarts { get; } = Of(typeof(ProductVersions).Assembly);

    /// <summary>By product, in the order in which they are shown.</summary>
    public static IReadOnlyDictionary<string, string> All { get; } = new Dictionary<string, string>
    {
        ["cdarts"] = Cdarts,
        ["torchsharp"] = Of(Assembly.Load("TorchSharp")),
        ["orleans"] = Of(typeof(IGrain).Assembly),
        ["dotnet"] = Environment.Version.ToString(),
        ["os"] = $"{RuntimeInformation.OSDescription} {RuntimeInformation.OSArchitecture}",
    };

    private static string Of(Assembly assembly)
    {
        string version = assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? $"{assembly.GetName().Version}";
        // Some add the commit: 0.1.0+abc, 10.4.2. Commit Hash: abc.
        return version.Split('+', ' ')[0].TrimEnd('.');
    }
}
