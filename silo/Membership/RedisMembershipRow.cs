using Microsoft.Extensions.Options;
using Orleans.Clustering.Redis;
using Orleans.Configuration;
using StackExchange.Redis;

namespace Cdarts.Silo.Membership;

/// <summary>
/// The row in Redis, read past Orleans: its own reading of a table that has lost its version row throws, as it does when Redis does not answer.
/// </summary>
internal sealed class RedisMembershipRow(
    IConnectionMultiplexer redis, IOptions<RedisClusteringOptions> clustering, IOptions<ClusterOptions> cluster, ILocalSiloDetails silo) : IMembershipRow
{
    /// <inheritdoc/>
    public Task<bool> ExistsAsync() =>
        redis.GetDatabase().HashExistsAsync(clustering.Value.CreateRedisKey(cluster.Value), silo.SiloAddress.ToString());
}
