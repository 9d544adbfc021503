using Cdarts.Engine.Training.Retraining;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Cdarts.Engine.Tests.Training.Retraining;

public class RetrainLossTests
{
    private static readonly Tensor Printed = tensor(new double[,] { { 1, 2, 3 }, { 0, -1, 1 } });

    [Fact]
    public void It_gives_the_printed_figures()
    {
        Tensor labels = tensor([2L, 0]);
        Assert.Equal(.9076059644, RetrainLoss.Classification(Printed, labels, 0).item<double>(), 10);
        Assert.Equal(.9576059644, RetrainLoss.Classification(Printed, labels, .1).item<double>(), 10);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(.1)]
    [InlineData(.4)]
    public void It_is_the_frameworks_with_the_same_gradient(double smoothing)
    {
        (Tensor logits, Tensor labels) = Random();
        double loss = Backward(logits, RetrainLoss.Classification(logits, labels, smoothing), out double[] gradient);
        double expected = Backward(logits, F.cross_entropy(logits, labels, label_smoothing: smoothing), out double[] expectedGradient);
        Assert.Equal(expected, loss, 12);
        Assert.All(expectedGradient.Zip(gradient), pair => Assert.Equal(pair.First, pair.Second, 14));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(.1)]
    public void With_mixup_it_is_each_samples_mean_of_two_losses(double smoothing)
    {
        (Tensor logits, Tensor labels) = Random();
        Tensor partners = tensor([4L, 0, 0, 2]), shares = tensor([.7, 0, 1, .25]);
        double loss = Backward(logits, RetrainLoss.Classification(logits, labels, smoothing, partners, shares), out double[] gradient);
        Tensor expected = zeros(1, dtype: ScalarType.Float64);
        for (int i = 0; i < 4; i++)
        {
            Tensor Of(Tensor classes) => F.cross_entropy(logits.narrow(0, i, 1), classes.narrow(0, i, 1), label_smoothing: smoothing);
            expected = expected + ((shares[i] * Of(labels)) + ((1 - shares[i]) * Of(partners))) / 4;
        }

        Assert.Equal(Backward(logits, expected.sum(), out double[] expectedGradient), loss, 12);
        Assert.All(expectedGradient.Zip(gradient), pair => Assert.Equal(pair.First, pair.Second, 14));
    }

    private static (Tensor Logits, Tensor Labels) Random()
    {
        using Generator generator = new(3);
        return (randn([4, 5], dtype: ScalarType.Float64, generator: generator).requires_grad_(), tensor([1L, 4, 0, 2]));
    }

    private static double Backward(Tensor logits, Tensor loss, out double[] gradient)
    {
        gradient = autograd.grad([loss], [logits])[0].data<double>().ToArray();
        return loss.item<double>();
    }
}
