using System.Diagnostics;
using Cdarts.Engine.Kernels;
using Cdarts.Engine.Networks.Fused;
using Cdarts.Engine.Networks.Layers;
using TorchSharp;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Cdarts.Benchmarks;

/// <summary>The CPU kernels against LibTorch's, forwards and with the backward pass of all gradients, one thread, float32.</summary>
internal static class KernelBenchmark
{
    private const int GemmSide = 1024;
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(4);

    /// <summary>An operation as ours and as LibTorch's; <see cref="MultiplyAdds"/> for one output element, forwards.</summary>
    private sealed record Operation(string Name, double MultiplyAdds, int Stride, Func<Work, (Action Forward, Action Backward)> Ours, Func<Work, Tensor, Tensor> LibTorchs)
    {
        internal long WeightPerGroup(int channels) => Name.StartsWith("1x1", StringComparison.Ordinal) ? channels : 1;
    }

    /// <summary>Memory of one comparison.</summary>
    private sealed record Work(PictureShape Input, PictureShape Output, int Samples, Tensor Blocked, Tensor Weight, FusedScratch<float> Scratch)
    {
        internal LaneKernels<float> Kernels { get; } = LaneKernels<float>.For(Input.Lanes);
    }

    internal static void Run(bool quick, TextWriter output)
    {
        set_num_threads(1);
        int rounds = quick ? 5 : 20;
        double peak = GemmRate(rounds);
        output.WriteLine($"GEMM {GemmSide}^3: {peak:F0} GFLOP/s");
        output.WriteLine(
            "operation      | N  C  side | forward ms: ours LibTorch ratio  % of GEMM | with backward ms: ours LibTorch ratio  % of GEMM");
        Operation[] operations =
        [
            .. from kernel in (int[])[3, 5] from stride in (int[])[1, 2] from dilation in (int[])[1, 2] select Depthwise(kernel, stride, dilation),
            Pointwise(),
            .. from stride in (int[])[1, 2] select Pool(maximum: true, stride),
            .. from stride in (int[])[1, 2] select Pool(maximum: false, stride),
        ];
        (int Channels, int Side)[] planes = [(8, 32), (16, 32), (32, 16), (64, 8), (48, 28)];
        int samples = quick ? 16 : 64;

        // All of them for a while, uncounted, so that the compiler has recompiled what they share before the first is timed.
        for (long start = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(start) < WarmUp;)
        {
            foreach (Operation operation in operations)
            {
                Compare(operation, samples: 2, channels: 16, side: 16, rounds: 20, peak, TextWriter.Null);
            }
        }

        foreach (Operation operation in operations)
        {
            foreach ((int channels, int side) in planes)
            {
                Compare(operation, samples, channels, side, rounds, peak, output);
            }
        }
    }

    private static void Compare(Operation operation, int samples, int channels, int side, int rounds, double peak, TextWriter output)
    {
        using DisposeScope scope = NewDisposeScope();
        using FusedScratch<float> scratch = new();
        int lanes = LaneKernels<float>.LanesFor(channels), kernel = (int)Math.Sqrt(operation.MultiplyAdds);
        bool pointwise = operation.WeightPerGroup(2) == 2;
        Tensor x = randn(samples, channels, side, side).requires_grad_();
        Tensor weight = (pointwise ? randn(channels, channels, 1, 1) : randn(channels, 1, kernel, kernel)).requires_grad_();
        PictureShape input = new(LaneKernels<float>.Blocks(channels, lanes), side, side, lanes);
        Work work = new(input, operation.Stride == 1 ? input : input.Halved, samples, LaneLayout.FromPlanes(x.detach(), lanes), weight.detach(), scratch);
        (Action forward, Action backward) = operation.Ours(work);
        Tensor upstream = randn_like(operation.LibTorchs(work with { Weight = weight }, x).detach());
        bool weighted = operation.MultiplyAdds != 9.5;
        Tensor[] wanted = weighted ? [x, weight] : [x];
        double[] onlyForward = Interleaved.Milliseconds(rounds, forward, () => Forward(operation, work, x));
        double[] both = Interleaved.Milliseconds(
            rounds,
            () =>
            {
                forward();
                backward();
            },
            () => _ = autograd.grad([operation.LibTorchs(work with { Weight = weight }, x)], wanted, [upstream]));
        double rate = 2e-6 * upstream.NumberOfElements * (pointwise ? channels : operation.MultiplyAdds) / peak;
        output.WriteLine(
            $"{operation.Name,-14} | {samples,2} {channels,2} {side,2}   |"
            + $" {onlyForward[0],8:F3} {onlyForward[1],8:F3} {onlyForward[1] / onlyForward[0],6:F1} {100 * rate / onlyForward[0],6:F0} %      |"
            + $" {both[0],8:F3} {both[1],8:F3} {both[1] / both[0],6:F1} {(weighted ? 300 : 200) * rate / both[0],6:F0} %");
    }

    private static void Forward(Operation operation, Work work, Tensor x)
    {
        using var noGradient = no_grad();
        _ = operation.LibTorchs(work, x);
    }

    private static Operation Depthwise(int kernel, int stride, int dilation) => new(
        $"dw{kernel}x{kernel} s{stride} d{dilation}", kernel * kernel, stride,
        work => OfMap(work, rectified => new DepthwiseMap<float>(
            new Weight("w", work.Weight), new KernelTaps(kernel, stride, dilation), work.Input, rectified, 4, work.Scratch, work.Kernels)),
        (work, x) =>
        {
            long padding = dilation * (kernel - 1) / 2;
            return F.conv2d(x, work.Weight, null, [stride, stride], [padding, padding], [dilation, dilation], work.Weight.shape[0]);
        });

    /// <summary>One picture after the other: ReLU into scratch memory, the convolution, and its gradients from whatever lies in the gradient's place.</summary>
    private static unsafe (Action, Action) OfMap(Work work, Func<Picture<float>, SpatialMap<float>> create)
    {
        Picture<float> rectified = work.Scratch.Padded(work.Input, 4, 0, ScratchSlot.Rectified);
        SpatialMap<float> map = create(rectified);
        map.Pack();
        float* x = (float*)TensorMemory.Pointer(work.Blocked);
        Picture<float> result = work.Scratch.Dense(work.Input, ScratchSlot.RectifiedGradient);
        return (
            () =>
            {
                for (int sample = 0; sample < work.Samples; sample++)
                {
                    Rectify(work, x + (sample * work.Input.Elements), rectified);
                    _ = map.Forward();
                }
            },
            () =>
            {
                for (int sample = 0; sample < work.Samples; sample++)
                {
                    Rectify(work, x + (sample * work.Input.Elements), rectified);
                    map.Backward(in result);
                    map.LearnWeights();
                }
            });
    }

    private static unsafe void Rectify(Work work, float* x, in Picture<float> rectified)
    {
        for (int block = 0; block < work.Input.Blocks; block++)
        {
            work.Kernels.Rectify(x + (block * work.Input.Plane), null, null, rectified[block], work.Input.Rows, work.Input.Columns);
        }
    }

    private static Operation Pointwise() => new("1x1", 1, 1, OursPointwise, (work, x) => F.conv2d(x, work.Weight));

    private static unsafe (Action, Action) OursPointwise(Work work)
    {
        PointwiseWeights<float> weights = new(
            [new WeightBand(new Weight("w", work.Weight), 0, 0)], [.. Enumerable.Range(0, (int)work.Weight.shape[1])], work.Input, work.Output);
        weights.Pack();
        float* x = (float*)TensorMemory.Pointer(work.Blocked);
        Picture<float> result = work.Scratch.Dense(work.Input, ScratchSlot.Mapped);
        Picture<float> padded = work.Scratch.Padded(work.Input, 4, 0, ScratchSlot.MappedGradient);
        SumsBuffer sums = new(2 * work.Input.Channels);
        int lanes = work.Input.Lanes, positions = work.Input.Positions;
        return (
            () =>
            {
                for (int sample = 0; sample < work.Samples; sample++)
                {
                    Picture<float> input = Picture<float>.Dense(x + (sample * work.Input.Elements), lanes, 1, positions);
                    Picture<float> output = Picture<float>.Dense(result.Origin, lanes, 1, positions);
                    work.Kernels.Multiply(weights.Forward, in input, in output, 1, positions, null, sums.At(0));
                }
            },
            () =>
            {
                for (int sample = 0; sample < work.Samples; sample++)
                {
                    Picture<float> gradient = Picture<float>.Dense(x + (sample * work.Input.Elements), lanes, work.Input.Rows, work.Input.Columns);
                    work.Kernels.Multiply(weights.Backward, in gradient, in padded, work.Input.Rows, work.Input.Columns, null, null);
                    work.Kernels.CorrelateChannels(in gradient, in result, positions, weights.Gradient);
                }
            });
    }

    private static Operation Pool(bool maximum, int stride) => new(
        $"{(maximum ? "max" : "average")} 3x3 s{stride}", 9.5, stride,
        work => OursPool(work, maximum, stride),
        (_, x) => maximum
            ? F.max_pool2d(x, [3, 3], [stride, stride], [1, 1])
            : F.avg_pool2d(x, [3, 3], [stride, stride], [1, 1], count_include_pad: false));

    private static unsafe (Action, Action) OursPool(Work work, bool maximum, int stride)
    {
        FusedPooling<float> pooling = new(work.Input, stride, work.Scratch);
        float* x = (float*)TensorMemory.Pointer(work.Blocked);
        Picture<float> result = work.Scratch.Dense(work.Output, ScratchSlot.Mapped), gradient = work.Scratch.Dense(work.Input, ScratchSlot.RectifiedGradient);
        return (
            () =>
            {
                for (int sample = 0; sample < work.Samples; sample++)
                {
                    float* picture = x + (sample * work.Input.Elements);
                    (maximum ? (Action<nint, nint>)Maximum : Average)((nint)picture, (nint)result.Origin);
                }
            },
            () =>
            {
                for (int sample = 0; sample < work.Samples; sample++)
                {
                    if (maximum)
                    {
                        pooling.MaximumBackward(x + (sample * work.Input.Elements), result.Origin, in gradient);
                    }
                    else
                    {
                        pooling.AverageBackward(result.Origin, in gradient);
                    }
                }
            });

        void Maximum(nint from, nint to) => pooling.Maximum((float*)from, (float*)to);
        void Average(nint from, nint to) => pooling.Average((float*)from, (float*)to);
    }

    private static double GemmRate(int rounds)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor a = randn(GemmSide, GemmSide), b = randn(GemmSide, GemmSide);
        return 2.0 * GemmSide * GemmSide * GemmSide / Interleaved.Milliseconds(rounds, () => _ = a.mm(b))[0] / 1e6;
    }
}
