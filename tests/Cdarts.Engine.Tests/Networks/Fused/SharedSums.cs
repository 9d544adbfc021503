using Cdarts.Engine.Networks.Layers;

namespace Cdarts.Engine.Tests.Networks.Fused;

/// <summary>Where the sums of some replicas, each on a thread of its own, meet.</summary>
internal sealed class SharedSums(int replicas) : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly Barrier _barrier = new(replicas);
    private readonly double[][] _offered = new double[replicas][];

    /// <summary>The seam of one replica.</summary>
    internal IStatisticsReduction Of(int rank) => new Reduction(this, rank);

    public void Dispose() => _barrier.Dispose();

    /// <summary>Waits for the others; a replica that fails must not keep them for ever.</summary>
    private void Meet()
    {
        if (!_barrier.SignalAndWait(Patience))
        {
            throw new TimeoutException("The other replica did not come to the seam.");
        }
    }

    private sealed class Reduction(SharedSums shared, int rank) : IStatisticsReduction
    {
        public void Reduce(Span<double> sums)
        {
            shared._offered[rank] = sums.ToArray();
            shared.Meet();
            for (int i = 0; i < sums.Length; i++)
            {
                // In the order of the ranks, so that all get the same bits.
                sums[i] = shared._offered.Sum(offered => offered[i]);
            }

            shared.Meet();
        }
    }
}

/// <summary>Counts what passes through a seam.</summary>
internal sealed class CountedMessages(IStatisticsReduction inner) : IStatisticsReduction
{
    internal int Count { get; private set; }

    public void Reduce(Span<double> sums)
    {
        Count++;
        inner.Reduce(sums);
    }
}
