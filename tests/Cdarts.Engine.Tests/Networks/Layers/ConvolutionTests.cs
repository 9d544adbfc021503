using Cdarts.Engine.Native;
using Cdarts.Engine.Networks.Layers;
using TorchSharp;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Cdarts.Engine.Tests.Networks.Layers;

public sealed class ConvolutionTests
{
    public ConvolutionTests() => NativeRuntime.Initialize();

    /// <summary>Freed memory is full of NaN, as it may be by chance; the plain call gives NaN gradients in most of these rounds.</summary>
    [Theory]
    [InlineData(2, 2, 3, 1, 16)]
    [InlineData(2, 2, 3, 2, 8)]
    [InlineData(2, 4, 3, 2, 8)]
    [InlineData(8, 8, 3, 1, 32)]
    [InlineData(4, 16, 3, 1, 16)]
    [InlineData(16, 4, 3, 1, 16)]
    public void Gradients_of_few_channels_do_not_depend_on_what_memory_holds(int input, int output, int kernel, int stride, int size)
    {
        for (int round = 0; round < 40; round++)
        {
            using DisposeScope scope = NewDisposeScope();
            Poison(Math.Max(input, output), size, kernel);
            Convolution convolution = new(new Declarations("", new Generator(1), ScalarType.Float32, CPU), "w", input, output, kernel, stride, kernel / 2);
            Tensor x = randn(4, input, size, size).requires_grad_();
            Tensor y = convolution.Forward(x);
            Tensor gradient = randn([.. y.shape]);
            y.backward([gradient]);

            Tensor exactX = x.detach().to(ScalarType.Float64).requires_grad_(), exactW = convolution.Weight.Value.detach().to(ScalarType.Float64).requires_grad_();
            Tensor exactY = F.conv2d(exactX, exactW, null!, [stride, stride], [kernel / 2, kernel / 2]);
            exactY.backward([gradient.to(ScalarType.Float64)]);
            Assert.True(y.is_contiguous());
            AssertClose(exactY, y);
            AssertClose(exactX.grad!, x.grad!);
            AssertClose(exactW.grad!, convolution.Weight.Value.grad!);
        }
    }

    private static void AssertClose(Tensor expected, Tensor actual)
    {
        Assert.Equal(expected.shape, actual.shape);
        Assert.True((expected - actual).abs().max().item<double>() < 1e-4 * (1 + expected.abs().max().item<double>()));
    }

    private static void Poison(int channels, int size, int kernel)
    {
        for (int i = 0; i < 4; i++)
        {
            full([4, channels, size, size], float.NaN).Dispose();
            full([16 * 16 * kernel * kernel], float.NaN).Dispose();
            full([64], float.NaN).Dispose();
        }
    }
}
