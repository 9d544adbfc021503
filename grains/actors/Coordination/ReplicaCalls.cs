using Cdarts.Contracts.Grains;
using Microsoft.Extensions.Logging;
using Polly;

namespace Cdarts.Grains.Coordination;

/// <summary>
/// Sends commands to replicas, all at once, each with a time limit and, where the call itself fails, a second try: commands are idempotent. A replica that does
/// not answer gives null.
/// </summary>
internal sealed class ReplicaCalls(string run, IGrainFactory grains, TimeProvider time, TimeSpan timeout, ILogger logger)
{
    private readonly ResiliencePipeline<ReplicaStatus> _calls = new ResiliencePipelineBuilder<ReplicaStatus> { TimeProvider = time }
        .AddTimeout(timeout)
        .AddRetry(new()
        {
            MaxRetryAttempts = 1,
            Delay = TimeSpan.FromMilliseconds(100),
            ShouldHandle = new PredicateBuilder<ReplicaStatus>().Handle<OrleansException>(),
        })
        .Build();

    /// <summary>Sends a command to every replica.</summary>
    /// <returns>Answers in the order of <paramref name="replicas"/>.</returns>
    public async Task<IReadOnlyList<(string Replica, ReplicaStatus? Status)>> SendAsync(
        string command, IReadOnlyList<string> replicas, Func<IReplicaGrain, string, Task<ReplicaStatus>> send)
    {
        Task<(string, ReplicaStatus?)>[] calls = [.. replicas.Select(CallAsync)];
        return await Task.WhenAll(calls);

        async Task<(string, ReplicaStatus?)> CallAsync(string replica)
        {
            try
            {
                IReplicaGrain grain = grains.GetGrain<IReplicaGrain>(replica);
                return (replica, await _calls.ExecuteAsync(async token => await send(grain, replica).WaitAsync(token)));
            }
            catch (Exception e)
            {
                CoordinatorLog.NoAnswer(logger, run, replica, command, e.Message);
                return (replica, null);
            }
        }
    }
}
