using System.Reflection;

namespace Cdarts.Grains.Coordination;

/// <summary>The version of the product.</summary>
internal static class ProductVersion
{
    /// <summary>As the build wrote it.</summary>
    public static string Text { get; } =
        typeof(ProductVersion).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";
}
