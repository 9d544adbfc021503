namespace Cdarts.Grains.Placement;

/// <summary>Key of a replica grain: the silo's name, a slash, the device.</summary>
internal static class ReplicaKey
{
    public static string Of(string silo, string device) => $"{silo}/{device}";

    public static string SiloOf(string key) => key[..Math.Max(0, key.LastIndexOf('/'))];
}
