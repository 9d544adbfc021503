using System.Text.Json;
using Cdarts.Engine.Tests.Golden;
using Cdarts.Engine.Training;

namespace Cdarts.Engine.Tests.Training;

public class SchedulesTests
{
    [Fact]
    public void Regulariser_weight_decays_as_in_the_vectors()
    {
        foreach (JsonElement row in GoldenFile.Case("regulariser").GetProperty("decay").EnumerateArray())
        {
            RegulariserSettings settings = new() { Coefficient = row.GetProperty("coeff").GetDouble(), Ratio = row.GetProperty("ratio").GetDouble() };
            double actual = Schedules.RegulariserWeight(
                settings, row.GetProperty("epoch").GetInt32(), row.GetProperty("warmup_epochs").GetInt32(), row.GetProperty("epochs").GetInt32());
            Assert.Equal(row.GetProperty("value").GetDouble(), actual, 12);
        }
    }

    [Theory]
    [InlineData(.667, 2, 32, 5, 4.2504)]
    [InlineData(.667, 2, 32, 20, .5022)]
    [InlineData(.667, 2, 32, 23, 0)]
    [InlineData(.5, 10, 40, 15, 3.3333)]
    [InlineData(.667, 0, 50, 20, 2.0015)]
    [InlineData(.667, 0, 50, 34, 0)]
    public void Regulariser_weight_gives_the_printed_figures(double ratio, int warmup, int epochs, int epoch, double expected) =>
        Assert.Equal(expected, Schedules.RegulariserWeight(new RegulariserSettings { Ratio = ratio }, epoch, warmup, epochs), 4);

    [Fact]
    public void Learning_rate_is_constant_or_half_a_cosine()
    {
        SgdSettings constant = new() { LearningRate = .2 }, cosine = constant with { Schedule = LearningRateSchedule.Cosine };
        Assert.Equal(.2, Schedules.LearningRate(constant, 7, 10));
        Assert.Equal(.2, Schedules.LearningRate(cosine, 0, 10));
        Assert.Equal(.1, Schedules.LearningRate(cosine, 5, 10), 12);
    }
}
