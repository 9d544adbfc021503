using System.Text.Json;
using Cdarts.Engine.Tests.Golden;
using Cdarts.Engine.Training;
using TorchSharp;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Cdarts.Engine.Tests.Training;

public class LossesTests
{
    [Theory]
    [InlineData("loss/kl_T1", "Kl", true)]
    [InlineData("loss/kl_T2", "Kl", true)]
    [InlineData("loss/smoothl1", "SmoothL1", true)]
    [InlineData("loss/kl_T1", "Kl", false)]
    [InlineData("loss/kl_T2", "Kl", false)]
    [InlineData("loss/smoothl1", "SmoothL1", false)]
    public void Interactive_loss_gives_the_golden_value_and_gradients(string name, string kind, bool wide)
    {
        using DisposeScope scope = NewDisposeScope();
        JsonElement golden = GoldenFile.Case(name), inputs = GoldenFile.Case("loss/kl_T1");
        ScalarType type = wide ? ScalarType.Float64 : ScalarType.Float32;
        double temperature = golden.TryGetProperty("T", out JsonElement given) ? given.GetDouble() : 1;
        Tensor student = GoldenFile.Make(inputs.GetProperty("student"), type).requires_grad_();
        Tensor teacher = GoldenFile.Make(inputs.GetProperty("teacher"), type).requires_grad_();

        // The vectors leave the factor T² out.
        Tensor loss = Losses.Interactive(Enum.Parse<InteractiveLoss>(kind), student, teacher, temperature) / (temperature * temperature);
        loss.backward();

        double tolerance = wide ? 1e-9 : 1e-5;
        Assert.Equal(golden.GetProperty("value").GetDouble(), loss.to(ScalarType.Float64).item<double>(), tolerance);
        Assert.True(GoldenFile.Deviation(student.grad!, GoldenFile.Expected(golden.GetProperty("grad_student"))) < tolerance);
        Assert.True(GoldenFile.Deviation(teacher.grad!, GoldenFile.Expected(golden.GetProperty("grad_teacher"))) < tolerance);
    }

    /// <summary>Printed figures of the specification, 10.2.</summary>
    [Theory]
    [InlineData("Kl", .4110315522)]
    [InlineData("SmoothL1", 4.6666666667)]
    [InlineData("Mse", 4 * 3.3333333333)]
    [InlineData("Cosine", 4 * .1692025686)]
    public void Interactive_loss_gives_the_printed_figure(string kind, double expected)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor student = tensor(new double[] { 1, 2, 3, 0, -1, 1 }, [2, 3]);
        Tensor teacher = tensor(new double[] { 2, 1, 0, 1, 1, -1 }, [2, 3]);
        Assert.Equal(expected, Losses.Interactive(Enum.Parse<InteractiveLoss>(kind), student, teacher, 2).item<double>(), 9);
        Assert.Equal(.9076059644, F.cross_entropy(student, tensor(new long[] { 2, 0 })).item<double>(), 9);
    }
}
