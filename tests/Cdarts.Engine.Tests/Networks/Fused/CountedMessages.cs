using Cdarts.Engine.Networks.Layers;

namespace Cdarts.Engine.Tests.Networks.Fused;

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
