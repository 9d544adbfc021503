using CsCheck;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Cdarts.Engine.Tests.Kernels;

/// <summary>A random depthwise convolution or pooling: sizes around and between the vector widths, batches that do not fill a group.</summary>
internal sealed record KernelCase(int N, int C, int H, int W, int Kernel, int Stride, int Dilation, bool Relu, int Seed)
{
    private static Gen<int> Side { get; } = Gen.OneOf(Gen.Int[1, 35], Gen.Const(8), Gen.Const(16), Gen.Const(32), Gen.Const(56));

    internal static Gen<KernelCase> Any { get; } = Gen.Select(
        Gen.Int[1, 11], Gen.Int[1, 5], Side, Side, Gen.Int[0, 15], Gen.Int[0, 1 << 20],
        (n, c, h, w, kind, seed) => new KernelCase(n, c, h, w, 3 + (2 * (kind & 1)), 1 + ((kind >> 1) & 1), 1 + ((kind >> 2) & 1), kind > 7, seed));

    internal Tensor Uniform(Generator generator, params long[] shape) => rand(shape, dtype: ScalarType.Float64, generator: generator) - 0.5;

    internal (Tensor X, Tensor Weight, Tensor Upstream) Draw()
    {
        using Generator generator = new((ulong)Seed);
        return (Uniform(generator, N, C, H, W), Uniform(generator, C, 1, Kernel, Kernel),
            Uniform(generator, N, C, ((H - 1) / Stride) + 1, ((W - 1) / Stride) + 1));
    }

    internal Tensor Ours(Tensor x, Tensor weight) => Engine.Kernels.DepthwiseConvolution.Apply(x, weight, Stride, Dilation, Relu);

    internal Tensor LibTorchs(Tensor x, Tensor weight)
    {
        long padding = Dilation * (Kernel - 1) / 2;
        return F.conv2d(Relu ? F.relu(x) : x, weight, null, [Stride, Stride], [padding, padding], [Dilation, Dilation], C);
    }

    /// <summary>Output and the gradients of all inputs.</summary>
    internal static Tensor[] Run(Func<Tensor[], Tensor> operation, Tensor upstream, params Tensor[] inputs)
    {
        Tensor[] leaves = [.. inputs.Select(input => input.detach().clone().requires_grad_())];
        Tensor y = operation(leaves);
        y.backward([upstream]);
        return [y.detach(), .. leaves.Select(leaf => leaf.grad!)];
    }

    /// <summary>Largest difference over largest value.</summary>
    internal static double Error(Tensor actual, Tensor expected)
    {
        Assert.Equal(expected.shape, actual.shape);
        double largest = expected.abs().max().item<double>();
        return (actual.to(ScalarType.Float64) - expected).abs().max().item<double>() / Math.Max(largest, 1e-3);
    }

    internal static byte[] Bits(Tensor tensor) => tensor.contiguous().bytes.ToArray();
}
