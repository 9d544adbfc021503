using Cdarts.Engine.Training.Retraining;

namespace Cdarts.Engine.Tests.Training.Retraining;

public class SizeRuleTests
{
    [Theory]
    [InlineData(2_999_999, 3e-4, .2)]
    [InlineData(3_000_000, 3e-4, .3)]
    [InlineData(3_499_999, 3e-4, .3)]
    [InlineData(3_500_000, 5e-4, .3)]
    [InlineData(3_859_318, 5e-4, .3)]
    public void Size_sets_weight_decay_and_drop_path(long parameters, double weightDecay, double dropPath)
    {
        RetrainSettings settings = SizeRule.Apply(new() { Optimizer = new() { WeightDecay = .1 }, DropPath = .9 }, parameters);
        Assert.Equal((weightDecay, dropPath), (settings.Optimizer.WeightDecay, settings.DropPath));
    }

    [Fact]
    public void Without_the_rule_the_settings_hold()
    {
        RetrainSettings settings = RetrainSettings.Imagenet;
        Assert.Equal(settings, SizeRule.Apply(settings, 6_360_256));
    }
}
