using Cdarts.Engine.Optimizers;
using Cdarts.Engine.Training;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Cdarts.Engine.Tests.Optimizers;

/// <summary>Five steps against plain loops over doubles and against TorchSharp's own optimizer.</summary>
public class SgdTests
{
    private const int Steps = 5;

    [Theory]
    [InlineData(0, 0, 0)]
    [InlineData(.9, 0, 0)]
    [InlineData(.9, .1, 0)]
    [InlineData(.9, .1, 1.5)]
    [InlineData(.9, .1, 1e6)]
    public void Steps_follow_the_plain_loop(double momentum, double decay, double clip)
    {
        using DisposeScope scope = NewDisposeScope();
        SgdSettings settings = new() { Momentum = momentum, WeightDecay = decay, ClipNorm = clip };
        double[] value = Numbers(0), moment = new double[value.Length];
        Tensor tensorValue = tensor(value), tensorMoment = zeros_like(tensorValue);
        for (int step = 1; step <= Steps; step++)
        {
            double[] gradient = Numbers(step);
            Tensor tensorGradient = tensor(gradient);
            double norm = Math.Sqrt(gradient.Sum(g => g * g));
            Sgd.Clip(tensorGradient, norm, clip);
            Sgd.Step(tensorValue, tensorGradient, tensorMoment, settings, .05);

            double scale = clip > 0 ? Math.Min(1, clip / (norm + 1e-6)) : 1;
            for (int i = 0; i < value.Length; i++)
            {
                moment[i] = (momentum * moment[i]) + (gradient[i] * scale) + (decay * value[i]);
                value[i] -= .05 * moment[i];
            }

            AssertNear(value, tensorValue, 1e-12);
            AssertNear(moment, tensorMoment, 1e-12);
        }
    }

    [Theory]
    [InlineData(true, 1e-12)]
    [InlineData(false, 1e-5)]
    public void Steps_follow_torch(bool wide, double tolerance)
    {
        using DisposeScope scope = NewDisposeScope();
        ScalarType type = wide ? ScalarType.Float64 : ScalarType.Float32;
        SgdSettings settings = new() { Momentum = .9, WeightDecay = .1, ClipNorm = 1.5 };
        using Parameter parameter = new(tensor(Numbers(0)).to(type));
        using optim.Optimizer torchSgd = optim.SGD([parameter], .05, momentum: .9, weight_decay: .1);
        Tensor value = tensor(Numbers(0)).to(type), moment = zeros_like(value);
        for (int step = 1; step <= Steps; step++)
        {
            parameter.grad = tensor(Numbers(step)).to(type);
            nn.utils.clip_grad_norm_([parameter], 1.5);
            torchSgd.step();

            Tensor gradient = tensor(Numbers(step)).to(type);
            Sgd.Clip(gradient, gradient.norm().to(ScalarType.Float64).item<double>(), 1.5);
            Sgd.Step(value, gradient, moment, settings, .05);
            AssertNear(parameter.detach().to(ScalarType.Float64).data<double>().ToArray(), value, tolerance);
        }
    }

    [Fact]
    public void Drift_follows_the_plain_loop_without_gradients()
    {
        using DisposeScope scope = NewDisposeScope();
        SgdSettings settings = new() { Momentum = .9, WeightDecay = .1 };
        double[] value = Numbers(0), moment = Numbers(1);
        double[] used = [.. value.Select((_, i) => i % 2 == 0 ? 1.0 : 0)];
        Tensor tensorValue = tensor(value), tensorMoment = tensor(moment), mask = tensor(used);
        for (int step = 0; step < Steps; step++)
        {
            Sgd.Drift(tensorValue, tensorMoment, mask, settings, .05);
            for (int i = 0; i < value.Length; i++)
            {
                moment[i] = (.9 * moment[i]) + (used[i] * .1 * value[i]);
                value[i] -= .05 * moment[i];
            }

            AssertNear(value, tensorValue, 1e-12);
            AssertNear(moment, tensorMoment, 1e-12);
        }
    }

    [Fact]
    public void A_gradient_within_the_limit_is_not_touched()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor gradient = tensor(Numbers(1)), before = gradient.clone();
        Sgd.Clip(gradient, gradient.norm().item<double>(), 100);
        Sgd.Clip(gradient, 1e9, 0);
        Assert.Equal(before.data<double>().ToArray(), gradient.data<double>().ToArray());
    }

    internal static double[] Numbers(int seed) => [.. Enumerable.Range(0, 7).Select(i => 2 * Math.Sin(1 + (3 * seed) + (1.7 * i)))];

    internal static void AssertNear(double[] expected, Tensor actual, double tolerance)
    {
        double[] values = actual.to(ScalarType.Float64).data<double>().ToArray();
        for (int i = 0; i < expected.Length; i++)
        {
            Assert.True(Math.Abs(expected[i] - values[i]) <= tolerance * Math.Max(1, Math.Abs(expected[i])), $"{i}: {values[i]:G17} where {expected[i]:G17} is expected");
        }
    }
}
