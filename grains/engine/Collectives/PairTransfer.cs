using static TorchSharp.torch;

namespace Cdarts.Engine.Collectives;

/// <summary>What two replicas give each other.</summary>
/// <param name="Send">Contiguous tensor.</param>
/// <param name="Receive">Contiguous tensor of the shape and type that the peer sends; overwritten.</param>
/// <param name="Peer">The other rank.</param>
public readonly record struct PairTransfer(Tensor Send, Tensor Receive, int Peer);

/// <summary>Checks of transfers, and their plain form.</summary>
public static class PairTransfers
{
    /// <summary>Gives a tensor to a peer and takes one from it (<see cref="ICollective.SendReceive"/>).</summary>
    /// <param name="group">Group.</param>
    /// <param name="send">Contiguous tensor.</param>
    /// <param name="receive">Contiguous tensor of the shape and type that the peer sends; overwritten.</param>
    /// <param name="peer">The other rank.</param>
    /// <exception cref="CollectiveException">The group has lost a replica, or was aborted.</exception>
    public static void SendReceive(this ICollective group, Tensor send, Tensor receive, int peer) => group.SendReceive([new(send, receive, peer)]);

    /// <exception cref="ArgumentOutOfRangeException">A peer is not in the group, or is this replica.</exception>
    /// <exception cref="ArgumentException">A peer is named twice.</exception>
    internal static void Require(ReadOnlySpan<PairTransfer> transfers, int rank, int worldSize)
    {
        for (int i = 0; i < transfers.Length; i++)
        {
            int peer = transfers[i].Peer;
            if (peer < 0 || peer >= worldSize || peer == rank)
            {
                throw new ArgumentOutOfRangeException(nameof(transfers), peer, $"Rank {rank} of {worldSize} sends to other ranks of its group only.");
            }

            for (int j = 0; j < i; j++)
            {
                if (transfers[j].Peer == peer)
                {
                    throw new ArgumentException($"Rank {peer} is named twice in one call.", nameof(transfers));
                }
            }
        }
    }
}
