namespace Cdarts.Grains.Hosting;

/// <summary>Names of the grain storage providers that a silo must configure.</summary>
public static class GrainStorageNames
{
    /// <summary>Records of runs: a few kilobytes each, written with an ETag.</summary>
    public const string Runs = "runs";
}
