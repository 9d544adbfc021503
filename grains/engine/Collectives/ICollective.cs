using static TorchSharp.torch;

namespace Cdarts.Engine.Collectives;

/// <summary>
/// What the replicas of one generation do together. Calls are synchronous, on the training thread, in the same order on every replica.
/// </summary>
public interface ICollective : IDisposable
{
    /// <summary>This replica's rank, from 0.</summary>
    int Rank { get; }

    /// <summary>Replicas in the group.</summary>
    int WorldSize { get; }

    /// <summary>Replaces every region by the sum over all replicas, summed in rank order, so that the result is bitwise equal everywhere.</summary>
    /// <param name="regions">Contiguous tensors, of the same shapes on every replica; one message.</param>
    void AllReduceSum(IReadOnlyList<Tensor> regions);

    /// <summary>Gives the blocks of all replicas, in rank order.</summary>
    /// <param name="block">This replica's block; the lengths may differ.</param>
    IReadOnlyList<byte[]> AllGather(byte[] block);

    /// <summary>Returns once every replica has called it.</summary>
    void Barrier();
}
