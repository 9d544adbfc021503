using Cdarts.Client.Commands;

namespace Cdarts.Client.Tests.Commands;

public sealed class DurationsTests
{
    [Theory]
    [InlineData("90", 90)]
    [InlineData("0.5s", 0.5)]
    [InlineData("15m", 900)]
    [InlineData("2h", 7200)]
    [InlineData("1d", 86400)]
    public void A_number_and_a_unit_are_a_duration(string text, double seconds) => Assert.Equal(seconds, Durations.Read(text, "--timeout").TotalSeconds);
}
