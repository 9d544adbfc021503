using Cdarts.Engine.Training;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using Adam = Cdarts.Engine.Optimizers.Adam;

namespace Cdarts.Engine.Tests.Optimizers;

/// <summary>Five steps against plain loops over doubles and against TorchSharp's own optimizer.</summary>
public class AdamTests
{
    private const int Steps = 5;

    [Theory]
    [InlineData(0)]
    [InlineData(.1)]
    public void Steps_follow_the_plain_loop(double decay)
    {
        using DisposeScope scope = NewDisposeScope();
        AdamSettings settings = new() { LearningRate = .05, WeightDecay = decay };
        double[] value = SgdTests.Numbers(0), first = new double[value.Length], second = new double[value.Length];
        Tensor tensorValue = tensor(value), tensorFirst = zeros_like(tensorValue), tensorSecond = zeros_like(tensorValue);
        for (int step = 1; step <= Steps; step++)
        {
            double[] gradient = SgdTests.Numbers(step);
            Adam.Step(tensorValue, tensor(gradient), tensorFirst, tensorSecond, step, settings);
            for (int i = 0; i < value.Length; i++)
            {
                double g = gradient[i] + (decay * value[i]);
                first[i] = (.5 * first[i]) + (.5 * g);
                second[i] = (.999 * second[i]) + (.001 * g * g);
                value[i] -= .05 * (first[i] / (1 - Math.Pow(.5, step))) / (Math.Sqrt(second[i] / (1 - Math.Pow(.999, step))) + 1e-8);
            }

            SgdTests.AssertNear(value, tensorValue, 1e-12);
            SgdTests.AssertNear(first, tensorFirst, 1e-12);
            SgdTests.AssertNear(second, tensorSecond, 1e-12);
        }
    }

    [Theory]
    [InlineData(true, 1e-12)]
    [InlineData(false, 1e-5)]
    public void Steps_follow_torch(bool wide, double tolerance)
    {
        using DisposeScope scope = NewDisposeScope();
        ScalarType type = wide ? ScalarType.Float64 : ScalarType.Float32;
        AdamSettings settings = new() { LearningRate = .05, WeightDecay = .1 };
        using Parameter parameter = new(tensor(SgdTests.Numbers(0)).to(type));
        using optim.Optimizer torchAdam = optim.Adam([parameter], .05, beta1: .5, beta2: .999, eps: 1e-8, weight_decay: .1);
        Tensor value = tensor(SgdTests.Numbers(0)).to(type), first = zeros_like(value), second = zeros_like(value);
        for (int step = 1; step <= Steps; step++)
        {
            parameter.grad = tensor(SgdTests.Numbers(step)).to(type);
            torchAdam.step();
            Adam.Step(value, tensor(SgdTests.Numbers(step)).to(type), first, second, step, settings);
            SgdTests.AssertNear(parameter.detach().to(ScalarType.Float64).data<double>().ToArray(), value, tolerance);
        }
    }
}
