using Cdarts.Client.Rendering;
using Cdarts.Client.Tests.Support;
using Cdarts.Contracts.Grains;

namespace Cdarts.Client.Tests.Rendering;

public sealed class WordingTests
{
    [Theory]
    [InlineData(0, "0:00")]
    [InlineData(59.6, "1:00")]
    [InlineData(61, "1:01")]
    [InlineData(3599.4, "59:59")]
    [InlineData(3600, "1:00:00")]
    [InlineData(360000, "100:00:00")]
    [InlineData(-5, "0:00")]
    public void Durations_are_clocks(double seconds, string text) => Assert.Equal(text, Wording.Duration(TimeSpan.FromSeconds(seconds)));

    [Theory]
    [InlineData(-1, "0 s ago")]
    [InlineData(119, "119 s ago")]
    [InlineData(120, "2 min ago")]
    [InlineData(7199, "119 min ago")]
    [InlineData(7200, "2 h ago")]
    [InlineData(172800, "2 days ago")]
    public void Ages_have_one_unit(double seconds, string text) =>
        Assert.Equal(text, Wording.Age(Samples.Start, Samples.Start.AddSeconds(seconds)));

    [Fact]
    public void What_is_not_known_is_a_dash()
    {
        Assert.Equal("-", Wording.Duration(null));
        Assert.Equal("-", Wording.Loss(null));
        Assert.Equal("-", Wording.Accuracy(null));
    }

    [Fact]
    public void Numbers_have_fitting_digits()
    {
        Assert.Equal(("1.2346", "45.7 %", "9.9", "231", "1,234,567", "7.9 M", "12.3 MB"), (
            Wording.Loss(1.23456), Wording.Accuracy(0.4567), Wording.Rate(9.94), Wording.Rate(231.4), Wording.Count(1_234_567),
            Wording.Millions(7_890_123), Wording.Megabytes(12_345_678)));
    }

    [Theory]
    [InlineData("SearchWarmup", 3, "search warm-up")]
    [InlineData("EvaluationWarmup", 3, "cycle 2 of 3, evaluation warm-up")]
    [InlineData("Joint", null, "cycle 2, joint epochs")]
    [InlineData("Completed", 3, "completed")]
    [InlineData("DeriveTopology", 3, "cycle 2 of 3, deriving the topology")]
    [InlineData("DeriveTopology", 1, "deriving the final genotype")]
    [InlineData("DeriveTopology", 0, "deriving the final genotype")]
    [InlineData("DeriveTopology", null, "cycle 2, deriving the topology")]
    [InlineData("Retrain", 0, "retraining")]
    public void A_place_names_cycle_and_phase(string phase, int? cycles, string text) => Assert.Equal(text, Wording.Place(new(1, phase, 0, 0, 0), cycles));

    [Fact]
    public void Every_state_has_words() =>
        Assert.All(Enum.GetValues<RunState>(), state => Assert.Matches("^[a-z ]+$", Wording.State(state)));
}
