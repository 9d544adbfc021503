using System.Buffers.Binary;
using System.Security.Cryptography;
using Cdarts.Engine.Collectives;
using static TorchSharp.torch;

namespace Cdarts.Engine.Training.Layouts;

/// <summary>Proves that the replicas of a pair are in the same exchange, and that what one got is what the other one sent. Reads the elements on the host.</summary>
internal static class ExchangeCheck
{
    /// <summary>Compares; all partners must call it.</summary>
    /// <param name="world">All replicas.</param>
    /// <param name="transfers">The exchange that was just made.</param>
    /// <param name="number">Its number.</param>
    /// <exception cref="CollectiveException">They differ; the group is at its end.</exception>
    internal static void Run(ICollective world, IReadOnlyList<PairTransfer> transfers, long number)
    {
        PairTransfer[] proofs =
        [
            .. transfers.Select(transfer => new PairTransfer(
                tensor([number, Digest(transfer.Send)], device: transfer.Send.device), zeros(2, ScalarType.Int64, transfer.Send.device), transfer.Peer)),
        ];
        world.SendReceive(proofs);
        for (int i = 0; i < proofs.Length; i++)
        {
            long[] theirs = proofs[i].Receive.cpu().data<long>().ToArray();
            int peer = proofs[i].Peer;
            if (theirs[0] != number)
            {
                throw End(world, peer, $"Rank {peer} is in exchange {theirs[0]} of ensemble logits, and rank {world.Rank} in exchange {number}: the replicas have drifted apart.");
            }

            if (theirs[1] != Digest(transfers[i].Receive))
            {
                throw End(world, peer, $"The ensemble logits of exchange {number} did not reach rank {world.Rank} as rank {peer} sent them: check the network between the two.");
            }
        }
    }

    private static CollectiveException End(ICollective world, int peer, string problem)
    {
        world.Abort(problem);
        return new CollectiveException([peer], problem);
    }

    private static long Digest(Tensor value)
    {
        using Tensor host = value.cpu();
        return BinaryPrimitives.ReadInt64LittleEndian(SHA256.HashData(host.bytes));
    }
}
