using Cdarts.Engine.Data;
using Cdarts.Engine.Data.AutoAugment;

namespace Cdarts.Engine.Tests.Data.AutoAugment;

public class AutoAugmentPolicyTests
{
    [Fact]
    public void There_are_25_sub_policies_with_probabilities_and_levels()
    {
        Assert.Equal(25, AutoAugmentPolicy.Cifar10.SubPolicies.Count);
        Assert.Equal(25, AutoAugmentPolicy.ImageNet.SubPolicies.Count);
        Assert.All(AutoAugmentPolicy.Cifar10.SubPolicies.Concat(AutoAugmentPolicy.ImageNet.SubPolicies).SelectMany(policy => new[] { policy.First, policy.Second }), step =>
        {
            Assert.InRange(step.Probability, 0, 1);
            Assert.InRange(step.Level, 0, 9);
        });
    }

    [Theory]
    [InlineData(0, 0.4, PictureOperation.Posterize, 8, 0.6, PictureOperation.Rotate, 9)]
    [InlineData(12, 0.0, PictureOperation.Equalize, 7, 0.8, PictureOperation.Equalize, 8)]
    [InlineData(18, 0.6, PictureOperation.ShearX, 5, 1.0, PictureOperation.Equalize, 9)]
    [InlineData(24, 0.8, PictureOperation.Equalize, 8, 0.6, PictureOperation.Equalize, 3)]
    internal void ImageNets_sub_policies_are_the_published_ones(
        int index, double chance1, PictureOperation operation1, int level1, double chance2, PictureOperation operation2, int level2) => Assert.Equal(
        new SubPolicy(new PolicyStep(chance1, operation1, level1), new PolicyStep(chance2, operation2, level2)),
        AutoAugmentPolicy.ImageNet.SubPolicies[index]);

    [Theory]
    [InlineData(PictureOperation.ShearY, 8, 0.26666666666666666)]
    [InlineData(PictureOperation.TranslateX, 9, 0.45317220543806647)]
    [InlineData(PictureOperation.Rotate, 2, 6.666666666666667)]
    [InlineData(PictureOperation.Color, 0, 0)]
    [InlineData(PictureOperation.Sharpness, 3, 0.3)]
    [InlineData(PictureOperation.Brightness, 9, 0.9)]
    [InlineData(PictureOperation.Posterize, 0, 8)]
    [InlineData(PictureOperation.Posterize, 7, 5)]
    [InlineData(PictureOperation.Posterize, 9, 4)]
    [InlineData(PictureOperation.Solarize, 0, 256)]
    [InlineData(PictureOperation.Solarize, 2, 199.11111111111111)]
    internal void Levels_are_magnitudes(PictureOperation operation, int level, double magnitude) =>
        Assert.Equal(magnitude, AutoAugmentPolicy.Magnitude(operation, level), 1e-12);

    [Fact]
    public void Sub_policies_signs_and_operations_are_drawn_as_often_as_they_should()
    {
        const int count = 25_000;
        PolicyDraw[] draws = new PolicyDraw[count];
        for (int sample = 0; sample < count; sample++)
        {
            CounterRandom random = new(CounterRandom.Key(0, DataStream.Retrain, 0, sample));
            draws[sample] = AutoAugmentPolicy.Cifar10.Draw(ref random);
        }

        Assert.Equal(Enumerable.Range(0, 25), draws.Select(draw => draw.SubPolicy).Distinct().Order());
        Assert.All(draws.CountBy(draw => draw.SubPolicy), pair => Assert.InRange(pair.Value, 850, 1150));
        Assert.InRange(draws.Count(draw => draw.First.Negative), 12_100, 12_900);
        Assert.InRange(draws.Count(draw => draw.Second.Negative), 12_100, 12_900);
        Assert.InRange(draws.Count(draw => draw.First.Chance < 0.7), 17_200, 17_800);
        Assert.InRange(draws.Count(draw => draw.First.Chance < 0.5 && draw.Second.Chance < 0.5), 5_950, 6_550);
    }

    [Fact]
    public void An_operation_is_applied_below_its_probability_only()
    {
        // Sub-policy 1: rotate with 0.7, then translate to the side with 0.3.
        Assert.Equal(Picture(), Applied(1, 0.7, 0.3));
        Assert.Equal(Direct((PictureOperation.Rotate, 20.0 / 3)), Applied(1, 0.69, 0.3));
        Assert.Equal(Direct((PictureOperation.TranslateX, 150.0 / 331)), Applied(1, 0.7, 0.29));
        Assert.Equal(Direct((PictureOperation.Rotate, 20.0 / 3), (PictureOperation.TranslateX, 150.0 / 331)), Applied(1, 0, 0));

        // Never, not even at 0: invert of sub-policy 14 has probability 0.
        Assert.Equal(Picture(), Applied(14, 0.5, 0));
    }

    [Fact]
    public void Signs_turn_translations_round_but_not_rotations()
    {
        Assert.Equal(
            Direct((PictureOperation.Rotate, 20.0 / 3), (PictureOperation.TranslateX, -150.0 / 331)),
            Applied(1, 0, 0, negative: true));
    }

    private static byte[] Applied(int policy, double first, double second, bool negative = false)
    {
        OperationCanvas canvas = Canvas();
        AutoAugmentPolicy.Cifar10.Apply(new PolicyDraw(policy, new StepDraw(first, negative), new StepDraw(second, negative)), canvas);
        return canvas.Pixels.ToArray();
    }

    private static byte[] Direct(params (PictureOperation Operation, double Magnitude)[] steps)
    {
        OperationCanvas canvas = Canvas();
        foreach ((PictureOperation operation, double magnitude) in steps)
        {
            PictureOperations.Apply(operation, magnitude, canvas);
        }

        return canvas.Pixels.ToArray();
    }

    private static byte[] Picture() => Canvas().Pixels.ToArray();

    private static OperationCanvas Canvas()
    {
        OperationCanvas canvas = new(32, 32);
        for (int i = 0; i < canvas.Pixels.Length; i++)
        {
            canvas.Pixels[i] = (byte)((i * 37) + (i / 32));
        }

        return canvas;
    }
}
