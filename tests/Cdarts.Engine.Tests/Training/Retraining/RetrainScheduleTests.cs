using Cdarts.Engine.Training.Retraining;

namespace Cdarts.Engine.Tests.Training.Retraining;

public class RetrainScheduleTests
{
    /// <summary>Of ImageNet's 250 epochs the first five are warm-up; the sixth has the cosine's value of its own number, .4995, and not a delayed one.</summary>
    [Theory]
    [InlineData(0, .1)]
    [InlineData(1, .2)]
    [InlineData(4, .5)]
    [InlineData(5, .49950668210706792)]
    [InlineData(125, .25)]
    [InlineData(249, 1.9738949046e-5)]
    public void Imagenet_warms_up_and_then_follows_the_cosine(int epoch, double expected) =>
        Assert.Equal(expected, new RetrainSchedule(RetrainSettings.Imagenet, 1).LearningRate(epoch), 12);

    [Fact]
    public void Cifar_starts_at_the_rate_and_ends_near_its_minimum()
    {
        RetrainSchedule cream = new(RetrainSettings.Cream, 1), nni = new(RetrainSettings.Nni, 1);
        Assert.Equal((.025, .025), (cream.LearningRate(0), nni.LearningRate(0)));
        Assert.Equal(.0125, cream.LearningRate(300), 15);
        Assert.Equal((.025 + 1e-6) / 2, nni.LearningRate(300), 15);
        Assert.Equal(0, cream.LearningRate(600), 15);
        Assert.Equal(1e-6, nni.LearningRate(600), 15);
    }

    [Fact]
    public void A_constant_rate_stays_after_the_warm_up()
    {
        RetrainSettings settings = new() { Optimizer = new() { LearningRate = .2 }, WarmupEpochs = 2, Epochs = 10 };
        RetrainSchedule schedule = new(settings, 1);
        Assert.Equal([.1, .2, .2, .2], Enumerable.Range(0, 4).Select(schedule.LearningRate));
    }

    [Fact]
    public void Drop_path_grows_with_the_epoch()
    {
        RetrainSchedule schedule = new(new RetrainSettings { DropPath = .3 }, 1);
        Assert.Equal(0, schedule.DropPath(0));
        Assert.Equal(.15, schedule.DropPath(300), 15);
        Assert.Equal(.3 * 599 / 600, schedule.DropPath(599), 15);
    }

    [Fact]
    public void Steps_follow_each_other()
    {
        RetrainSchedule schedule = new(new RetrainSettings { Epochs = 2 }, 3);
        List<RetrainCursor> cursors = [];
        for (RetrainCursor cursor = new(0, 0); !schedule.IsCompleted(cursor); cursor = schedule.After(cursor))
        {
            Assert.Equal(cursors.Count, schedule.GlobalStep(cursor));
            cursors.Add(cursor);
        }

        Assert.Equal([new(0, 0), new(0, 1), new(0, 2), new(1, 0), new(1, 1), new(1, 2)], cursors);
        Assert.Equal(6, schedule.TotalSteps);
        Assert.Equal("epoch 2 step 3", cursors[^1].ToString());
    }
}
