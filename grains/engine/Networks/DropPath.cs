using Cdarts.Engine.Data;

namespace Cdarts.Engine.Networks;

/// <summary>
/// Drop path of one batch (specification, 4): which results of kept edges are left out, by sample and edge. Those that stay are divided by the
/// probability with which they do.
/// </summary>
/// <remarks>
/// A sample's draws depend on (seed, stream DropPath, epoch, position in the data set), and neither on its place in the batch nor on rank or world size.
/// From that key (<see cref="CounterRandom.Key"/>) comes one number for every kept edge of the network: cells in order, in each the nodes in order, in
/// each the edges as the genotype stores them. Every edge draws, whether it can be dropped or not and whatever the probability, so that no setting moves
/// the draws of another edge. An edge stays where its number, <see cref="CounterRandom.NextDouble"/>, is at least the probability.
/// </remarks>
internal sealed class DropPath
{
    private readonly double[][] _factors;

    /// <summary>Draws for a batch.</summary>
    /// <param name="probability">Probability with which a result is left out, from 0 to less than 1.</param>
    /// <param name="seed">Seed of the run.</param>
    /// <param name="epoch">Epoch of the stream; never the same twice in a run.</param>
    /// <param name="samples">Positions in the data set of the batch's samples.</param>
    /// <param name="edges">Kept edges of the network.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such probability.</exception>
    internal DropPath(double probability, long seed, long epoch, ReadOnlySpan<int> samples, int edges)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(probability);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(probability, 1);
        _factors = new double[edges][];
        for (int edge = 0; edge < edges; edge++)
        {
            _factors[edge] = new double[samples.Length];
        }

        for (int i = 0; i < samples.Length; i++)
        {
            CounterRandom random = new(CounterRandom.Key(seed, DataStream.DropPath, epoch, samples[i]));
            for (int edge = 0; edge < edges; edge++)
            {
                _factors[edge][i] = random.NextDouble() >= probability ? 1 / (1 - probability) : 0;
            }
        }
    }

    private DropPath(double[][] factors) => _factors = factors;

    /// <summary>The same for some of the samples in a row.</summary>
    internal DropPath Part(int first, int count) =>
        count == _factors[0].Length ? this : new([.. _factors.Select(factors => factors[first..(first + count)])]);

    /// <summary>The factors of a cell's edges.</summary>
    /// <param name="firstEdge">Number of its first kept edge in the network.</param>
    /// <param name="droppable">For each of its kept edges whether results are left out there.</param>
    internal SampleFactors Of(int firstEdge, IReadOnlyList<bool> droppable) =>
        new([.. droppable.Select((drops, edge) => drops ? _factors[firstEdge + edge] : null)]);
}
