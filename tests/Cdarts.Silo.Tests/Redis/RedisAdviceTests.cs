using Cdarts.Silo.Redis;

namespace Cdarts.Silo.Tests.Redis;

public sealed class RedisAdviceTests
{
    [Fact]
    public void A_server_that_keeps_everything_needs_none() =>
        Assert.Empty(RedisAdvice.Of(new Dictionary<string, string> { ["aof_enabled"] = "1", ["maxmemory"] = "1000", ["maxmemory_policy"] = "noeviction" }));

    [Fact]
    public void A_server_that_does_not_tell_needs_none() => Assert.Empty(RedisAdvice.Of(new Dictionary<string, string>()));

    [Fact]
    public void Eviction_without_a_limit_never_happens() =>
        Assert.Empty(RedisAdvice.Of(new Dictionary<string, string> { ["maxmemory"] = "0", ["maxmemory_policy"] = "allkeys-lru" }));

    [Fact]
    public void What_may_lose_data_is_named()
    {
        IReadOnlyList<string> advice = RedisAdvice.Of(new Dictionary<string, string> { ["aof_enabled"] = "0", ["maxmemory"] = "1000", ["maxmemory_policy"] = "allkeys-lru" });

        Assert.Contains("appendonly yes", advice[0]);
        Assert.Contains("maxmemory-policy noeviction", advice[1]);
    }
}
