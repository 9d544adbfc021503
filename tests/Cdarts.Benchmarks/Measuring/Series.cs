namespace Cdarts.Benchmarks.Measuring;

/// <summary>Repeated measurements of one thing.</summary>
internal sealed class Series
{
    private readonly List<Spent> _spent = [];

    internal double BestWall => _spent.Min(spent => spent.WallMilliseconds);

    internal double MedianWall => Median(_spent.Select(spent => spent.WallMilliseconds));

    internal double BestCpu => _spent.Min(spent => spent.CpuMilliseconds);

    internal double MedianCpu => Median(_spent.Select(spent => spent.CpuMilliseconds));

    /// <summary>Middle value; the mean of the two middle ones of an even number.</summary>
    internal static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }

    internal void Add(Spent spent) => _spent.Add(spent);
}
