using static TorchSharp.torch;

namespace Cdarts.Engine.Collectives;

/// <summary>The collective of one replica: every sum is the value itself.</summary>
public sealed class SingleCollective : ICollective
{
    /// <inheritdoc/>
    public int Rank => 0;

    /// <inheritdoc/>
    public int WorldSize => 1;

    /// <inheritdoc/>
    public void AllReduceSum(IReadOnlyList<Tensor> regions)
    {
    }

    /// <inheritdoc/>
    public IReadOnlyList<byte[]> AllGather(byte[] block) => [block];

    /// <inheritdoc/>
    public void Barrier()
    {
    }

    /// <inheritdoc/>
    public void Dispose()
    {
    }
}
