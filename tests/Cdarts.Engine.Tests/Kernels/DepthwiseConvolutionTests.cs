using Cdarts.Engine.Kernels;
using Cdarts.Engine.Native;
using CsCheck;
using TorchSharp;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Cdarts.Engine.Tests.Kernels;

public sealed class DepthwiseConvolutionTests
{
    public DepthwiseConvolutionTests()
    {
        NativeRuntime.Initialize();
        set_num_threads(1);
    }

    private static readonly Gen<Case> Cases = Gen.Select(
        Gen.Int[1, 6], Gen.Int[1, 5], Gen.Int[1, 35], Gen.Int[1, 35], Gen.Int[0, 15], Gen.Int[0, 1 << 20],
        (n, c, h, w, kind, seed) => new Case(n, c, h, w, 3 + (2 * (kind & 1)), 1 + ((kind >> 1) & 1), 1 + ((kind >> 2) & 1), kind > 7, seed));

    private sealed record Case(int N, int C, int H, int W, int Kernel, int Stride, int Dilation, bool Relu, int Seed)
    {
        internal (Tensor X, Tensor Weight, Tensor Upstream) Draw()
        {
            using Generator generator = new((ulong)Seed);
            Tensor Uniform(params long[] shape) => rand(shape, dtype: ScalarType.Float64, generator: generator) - 0.5;
            return (Uniform(N, C, H, W), Uniform(C, 1, Kernel, Kernel), Uniform(N, C, ((H - 1) / Stride) + 1, ((W - 1) / Stride) + 1));
        }

        internal Tensor Ours(Tensor x, Tensor weight) => DepthwiseConvolution.Apply(x, weight, Stride, Dilation, Relu);

        internal Tensor LibTorchs(Tensor x, Tensor weight)
        {
            long padding = Dilation * (Kernel - 1) / 2;
            return F.conv2d(Relu ? F.relu(x) : x, weight, null, [Stride, Stride], [padding, padding], [Dilation, Dilation], C);
        }
    }

    [Fact]
    public void EqualsLibTorchInFloat64() => Cases.Sample(
        shape =>
        {
            using DisposeScope scope = NewDisposeScope();
            (Tensor x, Tensor weight, Tensor upstream) = shape.Draw();
            Tensor[] expected = Run(shape.LibTorchs, x, weight, upstream);
            Tensor[] actual = Run(shape.Ours, x, weight, upstream);
            for (int i = 0; i < expected.Length; i++)
            {
                double error = Error(actual[i], expected[i]);
                Assert.True(error <= 1e-12, $"tensor {i}: {error}");
            }
        },
        iter: 400, threads: 1);

    internal static Tensor[] Run(Func<Tensor, Tensor, Tensor> convolve, Tensor x, Tensor weight, Tensor upstream)
    {
        Tensor input = x.detach().clone().requires_grad_(), kernel = weight.detach().clone().requires_grad_();
        Tensor y = convolve(input, kernel);
        y.backward([upstream]);
        return [y.detach(), input.grad!, kernel.grad!];
    }

    private static double Error(Tensor actual, Tensor expected)
    {
        Assert.Equal(expected.shape, actual.shape);
        double largest = expected.abs().max().item<double>();
        return (actual - expected).abs().max().item<double>() / (largest + 1e-3);
    }
}
