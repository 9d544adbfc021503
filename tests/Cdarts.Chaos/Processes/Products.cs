using System.Reflection;

namespace Cdarts.Chaos.Processes;

/// <summary>The built programs that the harness starts.</summary>
public static class Products
{
    /// <summary>The console, as a file for <c>dotnet exec</c>.</summary>
    public static string Console { get; } = Metadata("CdartsConsole");

    /// <summary>The silo, as a file for <c>dotnet exec</c>.</summary>
    public static string Silo { get; } = Metadata("CdartsSilo");

    private static string Metadata(string key) =>
        typeof(Products).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(metadata => metadata.Key == key).Value!;
}
