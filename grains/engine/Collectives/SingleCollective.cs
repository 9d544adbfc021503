using static TorchSharp.torch;

namespace Cdarts.Engine.Collectives;

/// <summary>The collective of one replica: every sum is the value itself.</summary>
public sealed class SingleCollective : ICollective
{
    private readonly CancellationTokenSource _faulted = new();
    private volatile string? _aborted;

    /// <inheritdoc/>
    public int Rank => 0;

    /// <inheritdoc/>
    public int WorldSize => 1;

    /// <inheritdoc/>
    public TimeSpan DataDeadline { get; set; } = TimeSpan.FromMinutes(1);

    /// <inheritdoc/>
    public CancellationToken Faulted => _faulted.Token;

    /// <inheritdoc/>
    public void AllReduceSum(IReadOnlyList<Tensor> regions) => RequireLive();

    /// <inheritdoc/>
    public void Broadcast(IReadOnlyList<Tensor> regions, int root) => RequireLive();

    /// <inheritdoc/>
    public IReadOnlyList<byte[]> AllGather(byte[] block)
    {
        RequireLive();
        return [block];
    }

    /// <inheritdoc/>
    public void Barrier() => RequireLive();

    /// <inheritdoc/>
    public void SendReceive(ReadOnlySpan<PairTransfer> transfers)
    {
        PairTransfers.Require(transfers, Rank, WorldSize);
        RequireLive();
    }

    /// <inheritdoc/>
    public void Abort(string reason)
    {
        _aborted ??= reason;
        _faulted.Cancel();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
    }

    private void RequireLive()
    {
        if (_aborted is { } reason)
        {
            throw new CollectiveException([], reason);
        }
    }
}
