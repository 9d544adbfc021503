using Cdarts.Engine;

namespace Cdarts.Silo.Redis;

/// <summary>Redis does not let this user in.</summary>
internal sealed class RedisRefusedException(RedisAddress address, Exception cause)
    : CdartsException($"Redis at {address} refuses the login: check user and password in the connection string, and ssl.", cause);
