namespace Cdarts.Engine.Collectives.Tcp;

/// <summary>A running hash of a group's calls: replicas that made the same calls in the same order have the same one.</summary>
internal static class OrderHash
{
    /// <summary>The hash after one more fact (the finaliser of SplitMix64).</summary>
    internal static ulong With(ulong hash, long fact)
    {
        ulong x = (hash ^ (ulong)fact) + 0x9E3779B97F4A7C15;
        x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9;
        x = (x ^ (x >> 27)) * 0x94D049BB133111EB;
        return x ^ (x >> 31);
    }
}
