using StackExchange.Redis;

namespace Cdarts.Silo.Redis;

/// <summary>Looks whether Redis keeps what it is given; a cluster whose Redis comes back empty has to be started anew.</summary>
internal static class RedisAdvice
{
    /// <summary>One sentence for each setting of Redis that endangers the cluster; empty when the server does not tell.</summary>
    public static async Task<IReadOnlyList<string>> ReadAsync(IConnectionMultiplexer redis)
    {
        Dictionary<string, string> facts = [];
        try
        {
            foreach (string section in (string[])["persistence", "memory"])
            {
                string text = (string?)await redis.GetDatabase().ExecuteAsync("INFO", section) ?? "";
                foreach (string[] fact in text.Split('\n').Select(line => line.Trim().Split(':', 2)).Where(parts => parts.Length == 2))
                {
                    facts[fact[0]] = fact[1];
                }
            }
        }
        catch (Exception error) when (error is RedisException or TimeoutException)
        {
            // A user that may not ask.
        }

        return Of(facts);
    }

    /// <summary>The sentences for what INFO tells.</summary>
    internal static IReadOnlyList<string> Of(IReadOnlyDictionary<string, string> facts)
    {
        List<string> advice = [];
        if (facts.GetValueOrDefault("aof_enabled") == "0")
        {
            advice.Add("Redis keeps no append-only file, so that its restart may lose the cluster: set appendonly yes.");
        }

        if (facts.GetValueOrDefault("maxmemory_policy") is { } policy && policy != "noeviction" && facts.GetValueOrDefault("maxmemory", "0") != "0")
        {
            advice.Add($"Redis may evict the cluster's keys (maxmemory-policy {policy}): set maxmemory-policy noeviction.");
        }

        return advice;
    }
}
