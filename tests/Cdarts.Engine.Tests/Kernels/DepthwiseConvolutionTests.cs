using Cdarts.Engine.Kernels;
using Cdarts.Engine.Native;
using CsCheck;
using TorchSharp;
using static TorchSharp.torch;

namespace Cdarts.Engine.Tests.Kernels;

public sealed class DepthwiseConvolutionTests
{
    public DepthwiseConvolutionTests()
    {
        NativeRuntime.Initialize();
        set_num_threads(1);
    }

    [Fact]
    public void EqualsLibTorchInFloat64() => KernelCase.Any.Sample(
        shape =>
        {
            using DisposeScope scope = NewDisposeScope();
            (Tensor x, Tensor weight, Tensor upstream) = shape.Draw();
            Tensor[] expected = KernelCase.Run(v => shape.LibTorchs(v[0], v[1]), upstream, x, weight);
            Tensor[] actual = KernelCase.Run(v => shape.Ours(v[0], v[1]), upstream, x, weight);
            for (int i = 0; i < expected.Length; i++)
            {
                Assert.InRange(KernelCase.Error(actual[i], expected[i]), 0, 1e-12);
            }
        },
        iter: 400, threads: 1);

    [Fact]
    public void Float32IsAsCloseToFloat64AsLibTorchs() => KernelCase.Any.Where(shape => shape.C > 1).Sample(
        // Not one channel: LibTorch 2.10's float32 input gradient then reads memory that nobody wrote, and now and then is NaN.
        shape =>
        {
            using DisposeScope scope = NewDisposeScope();
            (Tensor x, Tensor weight, Tensor upstream) = Array32(shape.Draw());
            Tensor[] expected = KernelCase.Run(
                v => shape.LibTorchs(v[0], v[1]), upstream.to(ScalarType.Float64), x.to(ScalarType.Float64), weight.to(ScalarType.Float64));
            Tensor[] theirs = KernelCase.Run(v => shape.LibTorchs(v[0], v[1]), upstream, x, weight);
            Tensor[] actual = KernelCase.Run(v => shape.Ours(v[0], v[1]), upstream, x, weight);
            for (int i = 0; i < expected.Length; i++)
            {
                // Where LibTorch happens to be exact, a few roundings are allowed.
                double allowed = Math.Max(2 * KernelCase.Error(theirs[i], expected[i]), 4 * float.BitIncrement(1) - 4);
                Assert.InRange(KernelCase.Error(actual[i], expected[i]), 0, allowed);
            }
        },
        iter: 200, threads: 1);

    [Theory]
    [InlineData(3, 1, 1, false)]
    [InlineData(5, 1, 2, true)]
    [InlineData(5, 2, 1, true)]
    [InlineData(3, 2, 2, false)]
    public void GradientsAreTheSlopesOfTheOutput(int kernel, int stride, int dilation, bool relu)
    {
        using DisposeScope scope = NewDisposeScope();
        KernelCase shape = new(2, 3, 9, 7, kernel, stride, dilation, relu, Seed: 5);
        (Tensor x, Tensor weight, Tensor upstream) = shape.Draw();
        Tensor[] actual = KernelCase.Run(v => shape.Ours(v[0], v[1]), upstream, x, weight);
        double Loss(Tensor input, Tensor filter) => (shape.Ours(input, filter) * upstream).sum().item<double>();
        using Generator generator = new(11);
        foreach (bool ofWeight in (bool[])[false, true])
        {
            // Along a random direction, short enough to cross no kink of ReLU here.
            Tensor direction = rand_like(ofWeight ? weight : x) - 0.5;
            Tensor step = direction * 1e-7;
            double slope = ofWeight
                ? Loss(x, weight + step) - Loss(x, weight - step)
                : Loss(x + step, weight) - Loss(x - step, weight);
            double expected = (direction * actual[ofWeight ? 2 : 1]).sum().item<double>();
            Assert.Equal(expected, slope / 2e-7, 1e-5);
        }
    }

    [Fact]
    public void TakesInputsInAnyLayout()
    {
        using DisposeScope scope = NewDisposeScope();
        KernelCase shape = new(4, 16, 16, 16, 3, 1, 2, Relu: true, Seed: 1);
        (Tensor x, Tensor weight, Tensor upstream) = shape.Draw();
        Tensor ChannelsLast(Tensor t) => t.permute(0, 2, 3, 1).contiguous().permute(0, 3, 1, 2);
        Tensor[] expected = KernelCase.Run(v => shape.LibTorchs(v[0], v[1]), upstream, x, weight);
        Tensor[] actual = KernelCase.Run(v => shape.Ours(ChannelsLast(v[0]), v[1].transpose(2, 3).contiguous().transpose(2, 3)), ChannelsLast(upstream), x, weight);
        Assert.All(expected.Zip(actual), pair => Assert.InRange(KernelCase.Error(pair.Second, pair.First), 0, 1e-12));
    }

    [Fact]
    public void TakesWeightsThatAreViewsIntoALargerBuffer()
    {
        using DisposeScope scope = NewDisposeScope();
        KernelCase shape = new(2, 3, 8, 8, 5, 1, 1, Relu: false, Seed: 2);
        (Tensor x, Tensor weight, Tensor upstream) = shape.Draw();
        Tensor flat = zeros(200, dtype: ScalarType.Float64);
        Tensor flatGradient = zeros(200, dtype: ScalarType.Float64);
        Tensor view = flat.slice(0, 33, 108, 1).view(3, 1, 5, 5);
        view.copy_(weight);
        Tensor leaf = view.detach().requires_grad_();
        leaf.grad = flatGradient.slice(0, 33, 108, 1).view(3, 1, 5, 5);
        Tensor y = shape.Ours(x, leaf);
        y.backward([upstream]);

        Tensor[] expected = KernelCase.Run(v => shape.LibTorchs(v[0], v[1]), upstream, x, weight);
        Assert.InRange(KernelCase.Error(y.detach(), expected[0]), 0, 1e-12);
        Assert.InRange(KernelCase.Error(flatGradient.slice(0, 33, 108, 1).view(3, 1, 5, 5), expected[2]), 0, 1e-12);
        Assert.Equal(0, flatGradient.slice(0, 0, 33, 1).abs().sum().item<double>() + flatGradient.slice(0, 108, 200, 1).abs().sum().item<double>());
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(true, true)]
    public void GivesTheGradientsThatAreWanted(bool ofInput, bool ofWeight)
    {
        using DisposeScope scope = NewDisposeScope();
        foreach (bool relu in (bool[])[false, true])
        {
            KernelCase shape = new(3, 4, 10, 6, 3, 1, 1, relu, Seed: 3);
            (Tensor x, Tensor weight, Tensor upstream) = shape.Draw();
            Tensor[] expected = KernelCase.Run(v => shape.LibTorchs(v[0], v[1]), upstream, x, weight);
            x.requires_grad_(ofInput);
            weight.requires_grad_(ofWeight);
            Tensor y = shape.Ours(x, weight);
            Assert.Equal(ofInput || ofWeight, y.requires_grad);
            if (y.requires_grad)
            {
                y.backward([upstream]);
            }

            Assert.Equal(ofInput, x.grad is not null);
            Assert.Equal(ofWeight, weight.grad is not null);
            Assert.True(!ofInput || KernelCase.Error(x.grad!, expected[1]) < 1e-12);
            Assert.True(!ofWeight || KernelCase.Error(weight.grad!, expected[2]) < 1e-12);
        }
    }

    [Fact]
    public void RecordsNothingWithoutGradients()
    {
        using DisposeScope scope = NewDisposeScope();
        KernelCase shape = new(1, 2, 4, 4, 3, 1, 1, Relu: false, Seed: 4);
        (Tensor x, Tensor weight, _) = shape.Draw();
        x.requires_grad_();
        using (no_grad())
        {
            Assert.False(shape.Ours(x, weight).requires_grad);
        }
    }

    [Fact]
    public void GivesTheSameBitsEachTimeAndOnEveryThread()
    {
        KernelCase shape = new(5, 3, 14, 14, 5, 1, 2, Relu: true, Seed: 6);
        byte[][] Bits()
        {
            using DisposeScope scope = NewDisposeScope();
            (Tensor x, Tensor weight, Tensor upstream) = Array32(shape.Draw());
            return [.. KernelCase.Run(v => shape.Ours(v[0], v[1]), upstream, x, weight).Select(KernelCase.Bits)];
        }

        byte[][] expected = Bits();
        byte[][][] actual = new byte[4][][];
        Thread[] threads = [.. Enumerable.Range(0, actual.Length).Select(i => new Thread(() => actual[i] = Bits()))];
        Array.ForEach(threads, thread => thread.Start());
        Array.ForEach(threads, thread => thread.Join());
        Assert.All(actual, bits => Assert.Equal(expected, bits));
    }

    [Fact]
    public void BackwardMayRunOnAnotherThread()
    {
        using DisposeScope scope = NewDisposeScope();
        KernelCase shape = new(3, 4, 8, 8, 3, 2, 1, Relu: true, Seed: 7);
        (Tensor x, Tensor weight, Tensor upstream) = shape.Draw();
        Tensor[] expected = KernelCase.Run(v => shape.LibTorchs(v[0], v[1]), upstream, x, weight);
        Tensor y = shape.Ours(x.requires_grad_(), weight.requires_grad_());
        Thread thread = new(() => y.backward([upstream]));
        thread.Start();
        thread.Join();
        Assert.InRange(KernelCase.Error(x.grad!, expected[1]), 0, 1e-12);
        Assert.InRange(KernelCase.Error(weight.grad!, expected[2]), 0, 1e-12);
    }

    [Fact]
    public void LeavesNoTensorsBehind()
    {
        KernelCase shape = new(2, 3, 8, 8, 3, 1, 1, Relu: true, Seed: 8);
        List<long> counts = [];
        for (int step = 0; step < 6; step++)
        {
            using (NewDisposeScope())
            {
                (Tensor x, Tensor weight, Tensor upstream) = shape.Draw();
                Tensor y = shape.Ours(shape.Ours(x.requires_grad_(), weight.requires_grad_()), weight);
                y.backward([upstream]);
                using var noGradient = no_grad();
                shape.Ours(x, weight);
            }

            counts.Add(Tensor.TotalCount);
        }

        Assert.Single(counts[1..].Distinct());
    }

    [Fact]
    public void AStepHoldsFewTensorsAtItsEnd()
    {
        // A chain of ten: what backward returned on the way must be gone before the scope ends.
        using DisposeScope scope = NewDisposeScope();
        KernelCase shape = new(1, 2, 8, 8, 3, 1, 1, Relu: true, Seed: 9);
        (Tensor x, Tensor weight, Tensor upstream) = shape.Draw();
        Tensor y = x.requires_grad_();
        for (int i = 0; i < 10; i++)
        {
            y = shape.Ours(y, weight);
        }

        long before = Tensor.TotalCount;
        y.backward([upstream]);
        Assert.True(Tensor.TotalCount - before <= 3);
    }

    [Fact]
    public void AnEmptyBatchGivesAnEmptyResult()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor y = DepthwiseConvolution.Apply(zeros(0, 3, 8, 8), zeros(3, 1, 3, 3), stride: 2, dilation: 1, relu: true);
        Assert.Equal([0, 3, 4, 4], y.shape);
    }

    [Fact]
    public void ReluPassesNaNAsLibTorchDoes()
    {
        using DisposeScope scope = NewDisposeScope();
        KernelCase shape = new(1, 1, 8, 8, 3, 1, 1, Relu: true, Seed: 10);
        (Tensor x, Tensor weight, Tensor upstream) = shape.Draw();
        x[0, 0, 3, 3] = double.NaN;
        Tensor[] expected = KernelCase.Run(v => shape.LibTorchs(v[0], v[1]), upstream, x, weight);
        Tensor[] actual = KernelCase.Run(v => shape.Ours(v[0], v[1]), upstream, x, weight);
        Assert.All(expected.Zip(actual), pair => Assert.True(allclose(pair.First, pair.Second, 1e-12, 1e-12, equal_nan: true)));
    }

    [Fact]
    public void RefusesWhatItCannotDo()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor x = zeros(1, 3, 8, 8), weight = zeros(3, 1, 3, 3);
        void Refuses(string part, Func<Tensor> call) => Assert.Contains(part, Assert.Throws<CdartsException>(call).Message);
        Refuses("the stride is 3", () => DepthwiseConvolution.Apply(x, weight, 3, 1, false));
        Refuses("the dilation is 0", () => DepthwiseConvolution.Apply(x, weight, 1, 0, false));
        Refuses("[3, 1, k, k]", () => DepthwiseConvolution.Apply(x, zeros(3, 1, 7, 7), 1, 1, false));
        Refuses("[3, 1, k, k]", () => DepthwiseConvolution.Apply(x, zeros(4, 1, 3, 3), 1, 1, false));
        Refuses("Float32 as the input", () => DepthwiseConvolution.Apply(x, weight.to(ScalarType.Float64), 1, 1, false));
        Refuses("Float32 or Float64", () => DepthwiseConvolution.Apply(x.to(ScalarType.Int32), weight, 1, 1, false));
        Refuses("3 dimensions", () => DepthwiseConvolution.Apply(zeros(3, 8, 8), weight, 1, 1, false));
    }

    private static (Tensor X, Tensor Weight, Tensor Upstream) Array32((Tensor X, Tensor Weight, Tensor Upstream) drawn) =>
        (drawn.X.to(ScalarType.Float32), drawn.Weight.to(ScalarType.Float32), drawn.Upstream.to(ScalarType.Float32));
}
