using Cdarts.Engine.Kernels;
using Cdarts.Engine.Native;
using CsCheck;
using TorchSharp;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Cdarts.Engine.Tests.Kernels;

public sealed class Pooling3x3Tests
{
    public Pooling3x3Tests()
    {
        NativeRuntime.Initialize();
        set_num_threads(1);
    }

    private static Tensor LibTorchsMax(Tensor x, int stride) => F.max_pool2d(x, [3, 3], [stride, stride], [1, 1]);

    private static Tensor LibTorchsAverage(Tensor x, int stride) => F.avg_pool2d(x, [3, 3], [stride, stride], [1, 1], count_include_pad: false);

    [Theory]
    [InlineData(ScalarType.Float32)]
    [InlineData(ScalarType.Float64)]
    public void MaxHasLibTorchsBits(ScalarType type) => KernelCase.Any.Sample(
        shape => MaxEquals(shape, x => x, type), iter: 150, threads: 1);

    [Fact]
    public void MaxGivesTheGradientOfTiesToTheFirst() => KernelCase.Any.Sample(
        shape => MaxEquals(shape, x => shape.Relu ? F.relu(x) : (x * 4).round(), ScalarType.Float64), iter: 150, threads: 1);

    [Fact]
    public void MaxTreatsNaNAndInfinityAsLibTorchDoes() => KernelCase.Any.Sample(
        shape => MaxEquals(
            shape,
            x => x.masked_fill(x < -0.1, double.NegativeInfinity).masked_fill(x > 0.45, double.NaN).masked_fill(x.abs() < 0.02, double.PositiveInfinity),
            ScalarType.Float64),
        iter: 150, threads: 1);

    [Fact]
    public void AverageEqualsLibTorchInFloat64() => KernelCase.Any.Sample(
        shape =>
        {
            using DisposeScope scope = NewDisposeScope();
            (Tensor x, _, Tensor upstream) = shape.Draw();
            Tensor[] expected = KernelCase.Run(v => LibTorchsAverage(v[0], shape.Stride), upstream, x);
            Tensor[] actual = KernelCase.Run(v => Pooling3x3.Average(v[0], shape.Stride), upstream, x);
            Assert.All(expected.Zip(actual), pair => Assert.InRange(KernelCase.Error(pair.Second, pair.First), 0, 1e-12));
        },
        iter: 200, threads: 1);

    [Fact]
    public void AverageInFloat32IsAsCloseToFloat64AsLibTorchs() => KernelCase.Any.Sample(
        shape =>
        {
            using DisposeScope scope = NewDisposeScope();
            (Tensor x, _, Tensor upstream) = shape.Draw();
            (x, upstream) = (x.to(ScalarType.Float32), upstream.to(ScalarType.Float32));
            Tensor[] expected = KernelCase.Run(
                v => LibTorchsAverage(v[0], shape.Stride), upstream.to(ScalarType.Float64), x.to(ScalarType.Float64));
            Tensor[] theirs = KernelCase.Run(v => LibTorchsAverage(v[0], shape.Stride), upstream, x);
            Tensor[] actual = KernelCase.Run(v => Pooling3x3.Average(v[0], shape.Stride), upstream, x);
            for (int i = 0; i < expected.Length; i++)
            {
                double allowed = Math.Max(2 * KernelCase.Error(theirs[i], expected[i]), 4 * float.BitIncrement(1) - 4);
                Assert.InRange(KernelCase.Error(actual[i], expected[i]), 0, allowed);
            }
        },
        iter: 150, threads: 1);

    [Fact]
    public void TakesInputsInAnyLayout()
    {
        using DisposeScope scope = NewDisposeScope();
        KernelCase shape = new(3, 4, 9, 9, 3, 2, 1, Relu: false, Seed: 1);
        (Tensor x, _, Tensor upstream) = shape.Draw();
        foreach ((Func<Tensor, int, Tensor> ours, Func<Tensor, int, Tensor> theirs) in Both)
        {
            Tensor[] expected = KernelCase.Run(v => theirs(v[0], 2), upstream, x);
            Tensor[] actual = KernelCase.Run(v => ours(v[0].transpose(2, 3).contiguous().transpose(2, 3), 2), upstream.transpose(2, 3).contiguous().transpose(2, 3), x);
            Assert.All(expected.Zip(actual), pair => Assert.InRange(KernelCase.Error(pair.Second, pair.First), 0, 1e-12));
        }
    }

    [Fact]
    public void LeavesNoTensorsBehindAndWorksAcrossThreads()
    {
        KernelCase shape = new(2, 3, 8, 8, 3, 1, 1, Relu: true, Seed: 8);
        foreach ((Func<Tensor, int, Tensor> ours, _) in Both)
        {
            List<long> counts = [];
            for (int step = 0; step < 6; step++)
            {
                using (NewDisposeScope())
                {
                    (Tensor x, _, Tensor upstream) = shape.Draw();
                    Tensor y = ours(ours(x.requires_grad_(), 1), 1);
                    y.backward([upstream], retain_graph: true);
                    Tensor here = x.grad!.clone();
                    x.grad!.zero_();
                    if (step == 0)
                    {
                        Thread thread = new(() => y.backward([upstream]));
                        thread.Start();
                        thread.Join();
                        Assert.Equal(KernelCase.Bits(here), KernelCase.Bits(x.grad!));
                    }
                }

                counts.Add(Tensor.TotalCount);
            }

            Assert.Single(counts[2..].Distinct());
        }
    }

    [Fact]
    public void RefusesWhatItCannotDo()
    {
        using DisposeScope scope = NewDisposeScope();
        Assert.Contains("max pooling cannot run: the stride is 3", Assert.Throws<CdartsException>(() => Pooling3x3.Max(zeros(1, 1, 4, 4), 3)).Message);
        Assert.Contains("average pooling cannot run: the input has 3", Assert.Throws<CdartsException>(() => Pooling3x3.Average(zeros(1, 4, 4), 1)).Message);
    }

    private static (Func<Tensor, int, Tensor> Ours, Func<Tensor, int, Tensor> LibTorchs)[] Both =>
        [(Pooling3x3.Max, LibTorchsMax), (Pooling3x3.Average, LibTorchsAverage)];

    private static void MaxEquals(KernelCase shape, Func<Tensor, Tensor> change, ScalarType type)
    {
        using DisposeScope scope = NewDisposeScope();
        (Tensor x, _, Tensor upstream) = shape.Draw();
        (x, upstream) = (change(x).to(type), upstream.to(type));
        Tensor[] expected = KernelCase.Run(v => LibTorchsMax(v[0], shape.Stride), upstream, x);
        Tensor[] actual = KernelCase.Run(v => Pooling3x3.Max(v[0], shape.Stride), upstream, x);
        Assert.All(expected.Zip(actual), pair => Assert.True(allclose(pair.First, pair.Second, 0, 0, equal_nan: true)));
    }
}
