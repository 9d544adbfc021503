using Polly;
using Polly.Timeout;
using StackExchange.Redis;

namespace Cdarts.Silo.Redis;

/// <summary>Connects with Redis, which may start later than its clients.</summary>
internal sealed class RedisLink(TimeProvider time)
{
    /// <summary>How long a start waits for Redis.</summary>
    public static TimeSpan Deadline { get; } = TimeSpan.FromSeconds(60);

    /// <summary>Connects; tries again with jittered back-off until the deadline. Later losses of the connection are mended by the connection itself.</summary>
    /// <param name="address">Where.</param>
    /// <param name="deadline">How long at most.</param>
    /// <param name="onRetry">Gets what is wrong, once, before the second attempt.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="RedisRefusedException">Redis answers, but does not let this user in.</exception>
    /// <exception cref="RedisUnreachableException">It did not answer until the deadline.</exception>
    public async Task<IConnectionMultiplexer> ConnectAsync(
        RedisAddress address, TimeSpan deadline, Action<string> onRetry, CancellationToken cancellationToken)
    {
        string? problem = null;
        ResiliencePipeline pipeline = PatientRetry.Build(
            time,
            deadline,
            first: TimeSpan.FromMilliseconds(500),
            longest: TimeSpan.FromSeconds(5),
            error => error is RedisException or TimeoutException,
            error =>
            {
                if (problem is null)
                {
                    onRetry($"Redis at {address} does not answer; trying again for up to {deadline.TotalSeconds:0} s.");
                }

                problem = error.Message;
            });
        try
        {
            return await pipeline.ExecuteAsync(async token => await TryAsync(address, token), cancellationToken);
        }
        catch (TimeoutRejectedException error)
        {
            throw new RedisUnreachableException(address, deadline, error);
        }
    }

    private static async Task<IConnectionMultiplexer> TryAsync(RedisAddress address, CancellationToken cancellationToken)
    {
        try
        {
            ConnectionMultiplexer connection = await ConnectionMultiplexer.ConnectAsync(address.ToOptions()).WaitAsync(cancellationToken);
            try
            {
                await connection.GetDatabase().PingAsync().WaitAsync(cancellationToken);
                return connection;
            }
            catch
            {
                await connection.DisposeAsync();
                throw;
            }
        }
        catch (RedisConnectionException error) when (error.FailureType == ConnectionFailureType.AuthenticationFailure)
        {
            throw new RedisRefusedException(address, error);
        }
        catch (RedisServerException error) when (error.Message.StartsWith("NOAUTH", StringComparison.Ordinal) || error.Message.StartsWith("NOPERM", StringComparison.Ordinal))
        {
            throw new RedisRefusedException(address, error);
        }
    }
}
