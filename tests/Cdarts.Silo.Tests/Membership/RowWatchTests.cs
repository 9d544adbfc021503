using Cdarts.Silo.Membership;
using Microsoft.Extensions.Time.Testing;

namespace Cdarts.Silo.Tests.Membership;

public sealed class RowWatchTests
{
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public void A_row_that_is_gone_for_half_a_minute_is_lost() => Assert.Equal(30, LostAfter([false, false, false, false, false, false, false]));

    [Fact]
    public void A_row_that_comes_back_counts_anew() =>
        Assert.Null(LostAfter([false, false, false, false, false, false, true, false, false, false, false, false, false]));

    [Fact]
    public void A_table_that_does_not_answer_says_nothing() => Assert.Null(LostAfter([null, null, null, null, null, null, null, null, null, null]));

    [Fact]
    public void Silence_does_not_bring_a_row_back() => Assert.Equal(35, LostAfter([false, null, null, null, null, null, null, false]));

    /// <summary>Looks every 5 s; the time of the look by which the row is lost.</summary>
    private int? LostAfter(bool?[] looks)
    {
        RowWatch watch = new(_time);
        for (int i = 0; i < looks.Length; i++)
        {
            if (watch.IsLost(looks[i]))
            {
                return 5 * i;
            }

            _time.Advance(TimeSpan.FromSeconds(5));
        }

        return null;
    }
}
