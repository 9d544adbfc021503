using Cdarts.Engine.Networks.Fused;
using Cdarts.Engine.Networks.Layers;
using Cdarts.Engine.Tests.Kernels;
using TorchSharp;
using static TorchSharp.torch;

namespace Cdarts.Engine.Tests.Networks.Fused;

/// <summary>Two halves of a batch whose batch-norm sums meet in the seam give what the whole batch gives.</summary>
public class StatisticsReductionTests
{
    private const int Channels = 4, Size = 4, Batch = 4;

    /// <summary>Stages of a cell: five states with convolutions, each with first and second units.</summary>
    private const int Messages = 2 * 2 * 5;

    private sealed record Outcome(double[] Output, double[] First, double[] Second, double[] Factors, double[] Weights, int Messages);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Halves_that_share_their_sums_are_the_whole(bool reduction)
    {
        Outcome whole = Run(reduction, 0, Batch, LocalStatistics.Instance);
        using Barrier barrier = new(2);
        double[]?[] offered = new double[]?[2];
        var halves = new Outcome[2];
        Thread[] threads = [.. Enumerable.Range(0, 2).Select(rank => new Thread(() =>
            halves[rank] = Run(reduction, rank * Batch / 2, Batch / 2, new SharedSums(rank, offered, barrier))))];
        Array.ForEach(threads, thread => thread.Start());
        Array.ForEach(threads, thread => thread.Join());

        Near(whole.Output, [.. halves[0].Output, .. halves[1].Output]);
        Near(whole.First, [.. halves[0].First, .. halves[1].First]);
        Near(whole.Second, [.. halves[0].Second, .. halves[1].Second]);
        Near(whole.Factors, [.. halves[0].Factors.Zip(halves[1].Factors, (a, b) => a + b)]);
        Near(whole.Weights, [.. halves[0].Weights.Zip(halves[1].Weights, (a, b) => a + b)]);
        Assert.All(halves, half => Assert.Equal(Messages, half.Messages));
    }

    private static Outcome Run(bool reduction, int start, int count, IStatisticsReduction statistics)
    {
        using DisposeScope scope = NewDisposeScope();
        using RandomTensors random = new(3);
        using TestCell test = new(reduction, Channels, Size, null, statistics);
        Tensor Part(Tensor all) => all.narrow(0, start, count).contiguous();
        Tensor first = Part(LanePictures.Enter<double>(random.Normal(Batch, Channels, Size, Size), test.Input.Lanes));
        Tensor second = Part(LanePictures.Enter<double>(random.Normal(Batch, Channels, Size, Size), test.Input.Lanes));
        double[] factors = random.Normal(test.Operations.Count).data<double>().ToArray();
        int size = reduction ? Size / 2 : Size;
        Tensor direction = Part(random.Normal(Batch, 4 * test.Input.Blocks, size, size, test.Input.Lanes));
        (Tensor output, IDisposable tape) = test.Cell.Forward(first, second, factors, ForwardPass.Search);
        (Tensor ofFirst, Tensor ofSecond, double[] ofFactors) = test.Cell.Backward(tape, direction);
        tape.Dispose();
        return new Outcome(
            Doubles(output), Doubles(ofFirst), Doubles(ofSecond), ofFactors,
            [.. test.Weights.SelectMany(weight => Doubles(weight.Value.grad!))], (statistics as SharedSums)?.Messages ?? 0);
    }

    private static double[] Doubles(Tensor tensor) => tensor.data<double>().ToArray();

    private static void Near(double[] expected, double[] actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        double scale = Math.Max(1, expected.Max(Math.Abs));
        Assert.All(expected.Zip(actual), pair => Assert.InRange(Math.Abs(pair.First - pair.Second) / scale, 0, 1e-9));
    }

    /// <summary>Adds two ranks' sums in the order of the ranks.</summary>
    private sealed class SharedSums(int rank, double[]?[] offered, Barrier barrier) : IStatisticsReduction
    {
        internal int Messages { get; private set; }

        public void Reduce(Span<double> sums)
        {
            Messages++;
            offered[rank] = sums.ToArray();
            barrier.SignalAndWait();
            for (int i = 0; i < sums.Length; i++)
            {
                sums[i] = offered[0]![i] + offered[1]![i];
            }

            barrier.SignalAndWait();
        }
    }
}
