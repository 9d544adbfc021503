using Cdarts.Client.Configuration;
using CsCheck;

namespace Cdarts.Client.Tests.Configuration;

public sealed class EditDistanceTests
{
    [Theory]
    [InlineData("", "", 0)]
    [InlineData("abc", "abc", 0)]
    [InlineData("abc", "", 3)]
    [InlineData("abc", "abd", 1)]
    [InlineData("abc", "ab", 1)]
    [InlineData("abc", "xabc", 1)]
    [InlineData("abc", "acb", 1)]
    [InlineData("kitten", "sitting", 3)]
    public void Counts_edits(string a, string b, int expected)
    {
        Assert.Equal(expected, EditDistance.Between(a, b));
        Assert.Equal(expected, EditDistance.Between(b, a));
    }

    [Fact]
    public void Is_between_the_lengths_difference_and_the_longer_length() =>
        Gen.Select(Gen.String[0, 12], Gen.String[0, 12]).Sample((a, b) =>
        {
            int distance = EditDistance.Between(a, b);
            return distance >= Math.Abs(a.Length - b.Length) && distance <= Math.Max(a.Length, b.Length) && (distance == 0) == (a == b);
        });

    [Fact]
    public void Nothing_is_nearest_among_no_candidates() => Assert.Null(EditDistance.Nearest("a", []));
}
