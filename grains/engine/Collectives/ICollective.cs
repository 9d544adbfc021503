using static TorchSharp.torch;

namespace Cdarts.Engine.Collectives;

/// <summary>
/// What the replicas of one generation do together. Calls are synchronous, on the training thread, in the same order on every replica; whatever does not
/// agree (call, sizes, order) is a fault. A fault is final: an instance never heals, the next generation has a new one.
/// </summary>
/// <remarks>
/// All members but <see cref="Abort"/>, <see cref="DataDeadline"/> and <see cref="Faulted"/> belong to the training thread. Disposing a group leaves it: peers that are in a call that
/// this replica has completed still get what it owes them, and the group ends for them with that call. A group that ends in good order ends with
/// <see cref="Barrier"/>, since a broadcast completes on one replica before another has even begun it.
/// </remarks>
public interface ICollective : IDisposable
{
    /// <summary>This replica's rank, from 0.</summary>
    int Rank { get; }

    /// <summary>Replicas in the group.</summary>
    int WorldSize { get; }

    /// <summary>
    /// How long a call waits for the data of a peer that is alive; ten times the median step, and at least 60 s, are right, since a peer may still be
    /// computing. A peer that is dead is found by its missing beats, long before. Default 60 s. Thread-safe.
    /// </summary>
    TimeSpan DataDeadline { get; set; }

    /// <summary>Cancelled as soon as the group can do nothing together any more, whether or not a call is in hand.</summary>
    CancellationToken Faulted { get; }

    /// <summary>
    /// Replaces every region by the sum over all replicas, bitwise equal everywhere; on a CPU summed in the order of the ranks, so that it is also bitwise
    /// equal to a sequential sum.
    /// </summary>
    /// <param name="regions">Contiguous tensors, of the same shapes and type on every replica; one message.</param>
    /// <exception cref="CollectiveException">The group has lost a replica, or was aborted.</exception>
    void AllReduceSum(IReadOnlyList<Tensor> regions);

    /// <summary>Replaces every region by that of one replica.</summary>
    /// <param name="regions">Contiguous tensors, of the same shapes and types on every replica.</param>
    /// <param name="root">Rank that gives.</param>
    /// <exception cref="CollectiveException">The group has lost a replica, or was aborted.</exception>
    void Broadcast(IReadOnlyList<Tensor> regions, int root);

    /// <summary>Gives the blocks of all replicas, in rank order.</summary>
    /// <param name="block">This replica's block; the lengths may differ.</param>
    /// <exception cref="CollectiveException">The group has lost a replica, or was aborted.</exception>
    IReadOnlyList<byte[]> AllGather(byte[] block);

    /// <summary>Returns once every replica has called it.</summary>
    /// <exception cref="CollectiveException">The group has lost a replica, or was aborted.</exception>
    void Barrier();

    /// <summary>
    /// Gives tensors to peers and takes tensors from them, all peers and both directions at once. A peer calls it too, with this replica among its peers; the
    /// other ranks do not. Replicas whose peers differ need not agree on an order, as long as any two of them make their calls with each other in one order.
    /// </summary>
    /// <param name="transfers">At most one for each peer.</param>
    /// <exception cref="CollectiveException">The group has lost a replica, or was aborted.</exception>
    void SendReceive(ReadOnlySpan<PairTransfer> transfers);

    /// <summary>
    /// Makes the call in hand, here, and all later ones fail soon with a <see cref="CollectiveException"/>; peers see this replica leave. Idempotent,
    /// callable from any thread, returns at once.
    /// </summary>
    /// <param name="reason">Why, for the message.</param>
    void Abort(string reason);
}
