using Cdarts.Engine.Networks.Layers;
using Cdarts.Engine.Tests.Collectives;
using Cdarts.Engine.Tests.Training;
using CsCheck;
using static TorchSharp.torch;

namespace Cdarts.Engine.Tests.Networks.Layers;

/// <summary>Parts of a batch on several replicas are normalised, and have gradients, as the whole batch on one, by LibTorch.</summary>
public class GlobalNormTests
{
    /// <summary>Ranks with unequal parts, down to a single element per channel.</summary>
    private static readonly Gen<Case> Cases = Gen.Select(
        Gen.Int[1, 3].Array[2, 4], Gen.Int[1, 5], Gen.Int[1, 4], Gen.Int[1, 4], Gen.Bool, Gen.Bool, Gen.Int[0, 10_000],
        (parts, channels, height, width, affine, stacked, seed) => new Case(parts, channels, height, width, affine, stacked, seed));

    private sealed record Case(int[] Parts, int Channels, int Height, int Width, bool Affine, bool Stacked, int Seed)
    {
        internal int Batch => Parts.Sum();
    }

    /// <summary>Values of the pictures follow each other in the whole; sums add up; statistics are everybody's.</summary>
    private sealed record Outcome(double[][] Pictures, double[][] Sums, double[][] Statistics);

    [Fact]
    public void Parts_in_float64_are_the_whole() => Cases.Sample(test => SameAsWhole(test, ScalarType.Float64, 1e-12), iter: 60, threads: 1);

    [Fact]
    public void Parts_in_float32_are_the_whole() => Cases.Sample(test => SameAsWhole(test, ScalarType.Float32, 1e-5), iter: 30, threads: 1);

    [Fact]
    public void Gradients_are_those_of_finite_differences()
    {
        int[] parts = [1, 2];
        ThreadGroup group = new(2);
        double error = ThreadGroup.Each(2, rank =>
        {
            BatchStatistics statistics = new();
            statistics.ShareWith(group[rank]);
            using Generator generator = new(8);
            Tensor Draw() => randn([3, 2, 2, 2], dtype: ScalarType.Float64, generator: generator);
            Tensor Part(Tensor whole) => whole.narrow(0, rank == 0 ? 0 : parts[0], parts[rank]).contiguous();
            Tensor all = Draw(), weights = Part(Draw());
            Tensor Loss(Tensor x) => (GlobalNorm.Run(x, null, null, (null, null), statistics).pow(3) * weights).sum();

            Tensor x = Part(all).requires_grad_();
            Loss(x).backward();

            // All ranks move the same element of the whole at the same time; it is the first one's.
            double LossWith(int element, double shift)
            {
                Tensor moved = all.clone();
                moved.view(-1)[element] += shift;
                Tensor loss = Loss(Part(moved)).detach();
                group[rank].AllReduceSum([loss]);
                return loss.item<double>();
            }

            double[] numeric = [.. Enumerable.Range(0, 8).Select(element => (LossWith(element, 1e-5) - LossWith(element, -1e-5)) / 2e-5)];
            return numeric.Zip(Doubles(x.grad!), (n, a) => Math.Abs(n - a)).Max();
        })[0];
        Assert.InRange(error, 0, 1e-7);
    }

    [Fact]
    public void Passes_leave_no_tensor_behind()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        BatchStatistics statistics = new();
        statistics.ShareWith(new Unreduced(0, 2));
        using Generator generator = new(9);
        using Tensor x = randn([2, 3, 4, 4], generator: generator).requires_grad_(), scale = ones(3).requires_grad_(), shift = zeros(3);
        List<long> tensors = [];
        for (int pass = 0; pass < 8; pass++)
        {
            using (NewDisposeScope())
            {
                GlobalNorm.Run(x, scale, shift, (null, null), statistics).square().sum().backward();
            }

            tensors.Add(Tensor.TotalCount);
        }

        // What the last backward function returned is freed by the next one.
        Assert.All(tensors[2..], count => Assert.Equal(tensors[1], count));
    }

    private static void SameAsWhole(Case test, ScalarType type, double tolerance)
    {
        ThreadGroup group = new(test.Parts.Length);
        Outcome whole = ThreadGroup.Each(1, _ => Run(test, type, 0, test.Batch, new BatchStatistics()))[0];
        Outcome[] parts = ThreadGroup.Each(test.Parts.Length, rank =>
        {
            BatchStatistics statistics = new();
            statistics.ShareWith(group[rank]);
            return Run(test, type, test.Parts.Take(rank).Sum(), test.Parts[rank], statistics);
        });

        Near(whole.Pictures, [.. whole.Pictures.Select((_, i) => parts.SelectMany(part => part.Pictures[i]).ToArray())], tolerance);
        Near(whole.Sums, [.. whole.Sums.Select((sums, i) => sums.Select((_, k) => parts.Sum(part => part.Sums[i][k])).ToArray())], tolerance);
        Assert.All(parts, part => Assert.Equal(parts[0].Statistics, part.Statistics));
        Near(whole.Statistics, parts[0].Statistics, tolerance);
        Assert.All(Enumerable.Range(0, test.Parts.Length), rank => Assert.Equal(2, group.SumsOf(rank)));
    }

    private static Outcome Run(Case test, ScalarType type, int start, int count, BatchStatistics statistics)
    {
        using Generator generator = new((ulong)test.Seed);
        Tensor Draw(params long[] shape) => randn(shape, dtype: ScalarType.Float32, generator: generator).to(type);
        Tensor Part(Tensor all) => all.narrow(0, start, count).contiguous();
        long[] shape = [test.Batch, test.Channels, test.Height, test.Width];
        Declarations declare = new("", generator, type, CPU, statistics);
        Tensor x = Part((2 * Draw(shape)) + Draw(1, test.Channels, 1, 1)).requires_grad_();
        Tensor upstream = Part(Draw(shape)), scale = Draw(test.Channels).requires_grad_(), shift = Draw(test.Channels);
        Tensor mean = zeros(test.Channels, dtype: type), variance = zeros(test.Channels, dtype: type);

        BatchNorm norm = declare.Norm("norm", test.Channels, affine: test.Affine && !test.Stacked);
        NormStack? stack = test.Stacked ? new NormStack([norm]) : null;
        stack?.BindStaging(ForwardPass.Search, mean, variance);
        norm.BindStaging(ForwardPass.Search, mean, variance);
        using (no_grad())
        {
            norm.Scale?.Value.copy_(scale);
            norm.Shift?.Value.copy_(shift);
        }

        Tensor y = stack is null ? norm.Forward(x, ForwardPass.Search) : stack.Forward(x, test.Affine ? scale : null, ForwardPass.Search);

        // In place, as the stacked cells do it.
        (y.relu_() * upstream).sum().backward();
        Tensor?[] sums = [norm.Scale?.Value.grad, norm.Shift?.Value.grad, scale.grad];
        return new Outcome([Doubles(y), Doubles(x.grad!)], [.. sums.OfType<Tensor>().Select(Doubles)], [Doubles(mean), Doubles(variance)]);
    }

    private static void Near(double[][] expected, double[][] actual, double tolerance)
    {
        Assert.Equal(expected.Length, actual.Length);
        foreach ((double[] e, double[] a) in expected.Zip(actual))
        {
            Assert.Equal(e.Length, a.Length);
            Assert.InRange(e.Zip(a, (x, y) => Math.Abs(x - y)).Max() / Math.Max(1, e.Max(Math.Abs)), 0, tolerance);
        }
    }

    private static double[] Doubles(Tensor tensor) => tensor.detach().to(ScalarType.Float64).contiguous().data<double>().ToArray();
}
