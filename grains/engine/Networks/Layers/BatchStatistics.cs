using System.Runtime.InteropServices;
using Cdarts.Engine.Collectives;
using static TorchSharp.torch;

namespace Cdarts.Engine.Networks.Layers;

/// <summary>
/// The batch over which the norms of a network, or of a pair of networks, take their statistics in training: this replica's own, or, once a group is
/// shared with, the global batch of all its replicas, so that results do not depend on how the batch is split. Alone in its group a replica normalises as without
/// one, bit for bit. Bound to the training thread.
/// </summary>
/// <remarks>
/// All replicas must ask for the same sums in the same order. Forward passes do; backward passes do too, since LibTorch runs the nodes of one graph on one
/// thread, the node that was made last first.
/// </remarks>
internal sealed class BatchStatistics : IStatisticsReduction
{
    private ICollective? _group;
    private int _pauses;

    /// <summary>Whether a pass now takes its statistics from several replicas.</summary>
    internal bool IsShared => _pauses == 0 && _group is { WorldSize: > 1 };

    /// <summary>Normalises over the global batch of a group from now on.</summary>
    internal void ShareWith(ICollective group) => _group = group;

    /// <summary>Every replica normalises over its own batch until this is disposed of: for passes in which all replicas see the same pictures.</summary>
    internal IDisposable Pause()
    {
        _pauses++;
        return new Resumption(this);
    }

    /// <inheritdoc/>
    public void Reduce(Span<double> sums)
    {
        if (!IsShared)
        {
            return;
        }

        using Tensor region = empty(sums.Length, dtype: ScalarType.Float64);
        Span<double> values = MemoryMarshal.Cast<byte, double>(region.bytes);
        sums.CopyTo(values);
        if (TryAdd(region))
        {
            values.CopyTo(sums);
        }
    }

    /// <summary>The same for sums on any device.</summary>
    internal void Reduce(Tensor sums)
    {
        if (IsShared)
        {
            TryAdd(sums);
        }
    }

    /// <summary>
    /// A group that is broken stays so: the pass goes on with numbers that do not matter, and the update's own all-reduce throws before anything is
    /// committed.
    /// </summary>
    private bool TryAdd(Tensor sums)
    {
        try
        {
            _group!.AllReduceSum([sums]);
            return true;
        }
        catch (CollectiveException)
        {
            return false;
        }
        catch (Exception error)
        {
            // The replicas do not agree any more on what comes next.
            _group!.Abort($"The batch-norm sums of the replicas could not be added up: {error.Message}");
            return false;
        }
    }

    private sealed class Resumption(BatchStatistics statistics) : IDisposable
    {
        private bool _isOver;

        public void Dispose()
        {
            statistics._pauses -= _isOver ? 0 : 1;
            _isOver = true;
        }
    }
}
