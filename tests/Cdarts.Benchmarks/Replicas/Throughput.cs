using Cdarts.Benchmarks.Measuring;

namespace Cdarts.Benchmarks.Replicas;

/// <summary>What both replicas did in the rounds of one case.</summary>
internal sealed class Throughput
{
    /// <summary>Of each round: the sum of the replicas' own rates.</summary>
    internal List<double> PicturesPerSecond { get; } = [];

    /// <summary>Of each round: processor time in milliseconds per step and replica.</summary>
    internal List<double> CpuPerStep { get; } = [];

    internal double Best => PicturesPerSecond.Max();

    internal double Median => Series.Median(PicturesPerSecond);

    /// <summary>Adds a round.</summary>
    /// <param name="batch">Pictures per step and replica.</param>
    /// <param name="steps">Steps of each replica.</param>
    /// <param name="replicas">When each replica began and ended.</param>
    internal void Add(int batch, int steps, IReadOnlyList<(Moment Start, Moment End)> replicas)
    {
        PicturesPerSecond.Add(replicas.Sum(replica => 1e3 * batch * steps / (replica.End - replica.Start).WallMilliseconds));
        CpuPerStep.Add((replicas.Max(replica => replica.End) - replicas.Min(replica => replica.Start)).CpuMilliseconds / (steps * replicas.Count));
    }
}
