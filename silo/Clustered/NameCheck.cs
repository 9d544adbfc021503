using System.Net;
using System.Net.Sockets;
using Cdarts.Silo.Commands;

namespace Cdarts.Silo.Clustered;

/// <summary>Refuses a name that another living silo of the cluster has: replicas are found by it.</summary>
/// <param name="table">Membership.</param>
/// <param name="answers">Whether someone listens at an address; null when that cannot be told.</param>
/// <param name="time">Clock.</param>
internal sealed class NameCheck(IMembershipTable table, Func<IPEndPoint, CancellationToken, Task<bool?>> answers, TimeProvider time)
{
    /// <summary>A row that is repeated every 5 s is stale after three misses.</summary>
    internal static readonly TimeSpan Stale = TimeSpan.FromSeconds(15);

    /// <summary>How long a silo may take to accept a connection.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <exception cref="SiloException">The name is taken.</exception>
    public async Task RequireFreeAsync(string name, IPEndPoint own, CancellationToken cancellationToken)
    {
        await table.InitializeMembershipTableAsync(tryInitTableVersion: true, cancellationToken);
        foreach ((MembershipEntry entry, string _) in (await table.ReadAllAsync(cancellationToken)).Members)
        {
            if (entry.SiloName != name || entry.Status is not (SiloStatus.Active or SiloStatus.Joining or SiloStatus.ShuttingDown) || entry.SiloAddress.Endpoint.Equals(own))
            {
                continue;
            }

            // A silo that was killed leaves its row, and its successor is not to wait for the others' verdict.
            bool fresh = time.GetUtcNow() - new DateTimeOffset(DateTime.SpecifyKind(entry.IAmAliveTime, DateTimeKind.Utc)) < Stale;
            if (await answers(entry.SiloAddress.Endpoint, cancellationToken) ?? fresh)
            {
                throw new SiloException(
                    SiloExitCode.InUse, $"A silo named {name} is active in the cluster at {entry.SiloAddress.Endpoint}: stop it, or choose another name with --name.");
            }
        }
    }

    /// <summary>Tries to connect: true when someone accepts, false when the machine refuses, null when nobody answers.</summary>
    public static async Task<bool?> TryConnectAsync(IPEndPoint endpoint, CancellationToken cancellationToken)
    {
        using Socket socket = new(endpoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(Patience);
        try
        {
            await socket.ConnectAsync(endpoint, patience.Token);
            return true;
        }
        catch (SocketException error)
        {
            return error.SocketErrorCode == SocketError.ConnectionRefused ? false : null;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return null;
        }
    }
}
