using Cdarts.Contracts.Grains;
using Microsoft.Extensions.Logging;

namespace Cdarts.Grains.Coordination;

/// <summary>Sends commands to replicas, all at once, each with a time limit. A replica that does not answer gives null.</summary>
internal sealed class ReplicaCalls(string run, IGrainFactory grains, TimeProvider time, TimeSpan timeout, ILogger logger)
{
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
                return (replica, await send(grains.GetGrain<IReplicaGrain>(replica), replica).WaitAsync(timeout, time));
            }
            catch (Exception e)
            {
                CoordinatorLog.NoAnswer(logger, run, replica, command, e);
                return (replica, null);
            }
        }
    }
}
