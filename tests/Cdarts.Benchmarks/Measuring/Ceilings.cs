using TorchSharp;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Cdarts.Benchmarks.Measuring;

/// <summary>A rate in GFLOP/s (a multiply-add is two), by the best elapsed and the best processor time.</summary>
internal readonly record struct Rate(double Wall, double Cpu)
{
    internal Rate Max(Rate other) => new(Math.Max(Wall, other.Wall), Math.Max(Cpu, other.Cpu));
}

/// <summary>What LibTorch reaches on the two dense operations it is best at, float32, on the calling thread's LibTorch threads.</summary>
internal static class Ceilings
{
    internal const int GemmSide = 1024;
    internal const int Channels = 256;
    private const int Samples = 4, Side = 32, Warmup = 3;

    /// <summary>A matrix product of two 1024 x 1024 matrices.</summary>
    internal static Rate Gemm(int rounds)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor a = randn(GemmSide, GemmSide), b = randn(GemmSide, GemmSide);
        return Measure(rounds, 2.0 * GemmSide * GemmSide * GemmSide, () => a.mm(b));
    }

    /// <summary>Forward of a 3x3 convolution of 256 to 256 channels on [4, 256, 32, 32].</summary>
    internal static Rate Convolution(int rounds)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor x = randn(Samples, Channels, Side, Side), weight = randn(Channels, Channels, 3, 3);
        return Measure(
            rounds, 2.0 * Samples * Side * Side * Channels * Channels * 9, () => F.conv2d(x, weight, null!, [1, 1], [1, 1]));
    }

    private static Rate Measure(int rounds, double operations, Func<Tensor> run)
    {
        using IDisposable noGradient = no_grad();
        Series series = new();
        for (int round = -Warmup; round < rounds; round++)
        {
            Moment start = Moment.Now;
            run().Dispose();
            Spent spent = Moment.Now - start;
            if (round >= 0)
            {
                series.Add(spent);
            }
        }

        return new Rate(operations / series.BestWall / 1e6, operations / series.BestCpu / 1e6);
    }
}
