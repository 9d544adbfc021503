using Cdarts.Engine;

namespace Cdarts.Silo.Redis;

/// <summary>Redis did not answer in time.</summary>
internal sealed class RedisUnreachableException(RedisAddress address, TimeSpan deadline, Exception cause)
    : CdartsException($"Redis at {address} did not answer for {deadline.TotalSeconds:0} s: see whether it runs there and can be reached from this machine.", cause);
