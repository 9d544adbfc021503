using System.Diagnostics;
using Cdarts.Benchmarks.Measuring;
using Cdarts.Engine.Kernels;
using TorchSharp;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Cdarts.Benchmarks;

/// <summary>The CPU kernels against LibTorch's: forward, and forward with the backward pass of all gradients, one thread, float32.</summary>
internal static class KernelBenchmark
{
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(5);

    private sealed record Operation(string Name, int Kernel, int Stride, int Dilation, bool Relu = false)
    {
        internal bool IsDepthwise => Kernel > 0;

        internal Func<Tensor, Tensor> Ours(Tensor weight) => Name[0] switch
        {
            'm' => x => Pooling3x3.Max(x, Stride),
            'a' => x => Pooling3x3.Average(x, Stride),
            _ => x => DepthwiseConvolution.Apply(x, weight, Stride, Dilation, Relu),
        };

        internal Func<Tensor, Tensor> LibTorchs(Tensor weight)
        {
            long padding = Dilation * (Kernel - 1) / 2;
            return Name[0] switch
            {
                'm' => x => F.max_pool2d(x, [3, 3], [Stride, Stride], [1, 1]),
                'a' => x => F.avg_pool2d(x, [3, 3], [Stride, Stride], [1, 1], count_include_pad: false),
                _ => x => F.conv2d(
                    Relu ? F.relu(x) : x, weight, null, [Stride, Stride], [padding, padding], [Dilation, Dilation], weight.shape[0]),
            };
        }
    }

    internal static void Run(bool quick, TextWriter output)
    {
        set_num_threads(1);
        int rounds = quick ? 5 : 20;
        double peak = Ceilings.Gemm(rounds).Wall;
        output.WriteLine($"GEMM {Ceilings.GemmSide}^3: {peak:F0} GFLOP/s");
        output.WriteLine(
            "operation      | N  C  side | forward ms: ours LibTorch ratio  % of GEMM | with backward ms: ours LibTorch ratio  % of GEMM");
        Operation[] operations =
        [
            .. from kernel in (int[])[3, 5] from stride in (int[])[1, 2] from dilation in (int[])[1, 2]
               select new Operation($"dw{kernel}x{kernel} s{stride} d{dilation}", kernel, stride, dilation),
            new("relu+dw5x5 s1", 5, 1, 1, Relu: true),
            .. from stride in (int[])[1, 2] select new Operation($"max 3x3 s{stride}", 0, stride, 1),
            .. from stride in (int[])[1, 2] select new Operation($"average 3x3 s{stride}", 0, stride, 1),
        ];
        (int Channels, int Side)[] planes = quick ? [(16, 32), (32, 16), (64, 8)] : [(8, 32), (16, 32), (64, 32), (16, 16), (32, 16), (32, 8), (64, 8)];
        int[] batches = quick ? [16] : [16, 64];
        // All of them for a while, uncounted, so that the compiler has recompiled what they share before the first is timed.
        for (long start = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(start) < WarmUp;)
        {
            foreach (Operation operation in operations)
            {
                Compare(operation, samples: 2, channels: 4, side: 8, rounds: 20, peak, TextWriter.Null);
            }
        }

        foreach (Operation operation in operations)
        {
            foreach ((int channels, int side) in planes)
            {
                foreach (int samples in batches)
                {
                    Compare(operation, samples, channels, side, rounds, peak, output);
                }
            }
        }
    }

    private static void Compare(Operation operation, int samples, int channels, int side, int rounds, double peak, TextWriter output)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor x = randn(samples, channels, side, side).requires_grad_();
        Tensor weight = randn(channels, 1, Math.Max(operation.Kernel, 1), Math.Max(operation.Kernel, 1)).requires_grad_();
        Func<Tensor, Tensor> ours = operation.Ours(weight), theirs = operation.LibTorchs(weight);
        Tensor upstream = randn_like(ours(x).detach());
        Tensor[] wanted = operation.IsDepthwise ? [x, weight] : [x];
        double[] forward = Interleaved.Milliseconds(rounds, () => Forward(ours, x), () => Forward(theirs, x));
        double[] both = Interleaved.Milliseconds(rounds, () => Backward(ours(x), upstream, wanted), () => Backward(theirs(x), upstream, wanted));
        double rate = 2e-6 * upstream.NumberOfElements * operation.Kernel * operation.Kernel / peak;
        output.WriteLine(
            $"{operation.Name,-14} | {samples,2} {channels,2} {side,2}   |"
            + $" {forward[0],8:F3} {forward[1],8:F3} {forward[1] / forward[0],6:F1} {100 * rate / forward[0],6:F0} %      |"
            + $" {both[0],8:F3} {both[1],8:F3} {both[1] / both[0],6:F1} {300 * rate / both[0],6:F0} %");
    }

    private static void Forward(Func<Tensor, Tensor> operation, Tensor x)
    {
        using var noGradient = no_grad();
        _ = operation(x);
    }

    private static void Backward(Tensor y, Tensor upstream, Tensor[] wanted) => _ = autograd.grad([y], wanted, [upstream]);
}
