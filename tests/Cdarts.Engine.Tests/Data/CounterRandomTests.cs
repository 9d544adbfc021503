using Cdarts.Engine.Data;
using CsCheck;

namespace Cdarts.Engine.Tests.Data;

public class CounterRandomTests
{
    [Fact]
    public void Numbers_are_those_of_the_published_SplitMix64()
    {
        CounterRandom random = new(1234567);

        ulong[] numbers = [random.NextUInt64(), random.NextUInt64(), random.NextUInt64(), random.NextUInt64(), random.NextUInt64()];

        Assert.Equal([6457827717110365317, 3203168211198807973, 9817491932198370423, 4593380528125082431, 16408922859458223821], numbers);
    }

    [Theory]
    [InlineData(0, DataStream.SearchTrain, 0, 0, 2391539541053276776)]
    [InlineData(1, DataStream.SearchTrain, 0, 0, 71079956591447702)]
    [InlineData(0, DataStream.SearchValid, 0, 0, 15060180617161591093)]
    [InlineData(0, DataStream.SearchTrain, 1, 0, 7108066972471032027)]
    [InlineData(0, DataStream.SearchTrain, 0, 1, 7606012053026511699)]
    [InlineData(-1, DataStream.Split, 9, -1, 13745315179589350776)]
    [InlineData(long.MaxValue, DataStream.Statistics, 1L << 40, 1281166, 10673190981368675038)]
    internal void Keys_are_golden(long seed, DataStream stream, long epoch, long sample, ulong expected) =>
        Assert.Equal(expected, CounterRandom.Key(seed, stream, epoch, sample));

    [Theory]
    [InlineData(DataStream.SearchTrain, 0)]
    [InlineData(DataStream.SearchValid, 1)]
    [InlineData(DataStream.EvaluationWarmup, 2)]
    [InlineData(DataStream.Statistics, 3)]
    [InlineData(DataStream.Split, 4)]
    [InlineData(DataStream.Retrain, 5)]
    [InlineData(DataStream.DropPath, 6)]
    internal void Stream_numbers_never_change(DataStream stream, int number) => Assert.Equal(number, (int)stream);

    [Fact]
    public void Doubles_are_golden()
    {
        CounterRandom random = new(CounterRandom.Key(7, DataStream.EvaluationWarmup, 3, 11));

        double[] numbers = [random.NextDouble(), random.NextDouble(), random.NextDouble(), random.NextDouble()];

        Assert.Equal([0.8139555146051562, 0.8094064984508335, 0.22724774600380993, 0.4601648100779884], numbers);
    }

    [Fact]
    public void Integers_are_golden()
    {
        CounterRandom random = new(CounterRandom.Key(7, DataStream.EvaluationWarmup, 3, 11));
        int[] numbers = new int[12];
        for (int i = 0; i < numbers.Length; i++)
        {
            numbers[i] = random.NextInt(10);
        }

        Assert.Equal([8, 8, 2, 4, 9, 2, 4, 1, 1, 6, 6, 1], numbers);
        Assert.Equal(228892405, random.NextInt(int.MaxValue));
        Assert.Equal(0, random.NextInt(1));
    }

    [Fact]
    public void Numbers_stay_in_range() =>
        Gen.Select(Gen.ULong, Gen.Int[1, int.MaxValue]).Sample((key, count) =>
        {
            CounterRandom random = new(key);
            double real = random.NextDouble();
            int whole = random.NextInt(count);
            return real is >= 0 and < 1 && whole >= 0 && whole < count;
        });

    [Fact]
    public void Integers_are_uniform()
    {
        CounterRandom random = new(CounterRandom.Key(0, DataStream.SearchTrain, 0, 0));
        int[] counts = new int[7];
        for (int i = 0; i < 70_000; i++)
        {
            counts[random.NextInt(7)]++;
        }

        // Chi-square with 6 degrees of freedom: 22.5 is passed once in a thousand; the draw is fixed.
        Assert.True(counts.Sum(count => (count - 10_000.0) * (count - 10_000.0) / 10_000) < 22.5);
    }

    [Theory]
    [InlineData(3, 2)]
    [InlineData(8, 1)]
    public void A_number_that_would_bias_the_range_is_drawn_again(int count, int numbersUsed)
    {
        // The key before zero: its first number is 0, the one that 2^64 mod 3 = 1 rules out, and 2^64 mod 8 = 0 does not.
        const ulong key = unchecked(0 - 0x9E3779B97F4A7C15);
        CounterRandom random = new(key);
        CounterRandom reference = new(key);
        Assert.Equal(0UL, new CounterRandom(key).NextUInt64());

        random.NextInt(count);

        for (int i = 0; i < numbersUsed; i++)
        {
            reference.NextUInt64();
        }

        Assert.Equal(reference.NextUInt64(), random.NextUInt64());
    }

    [Fact]
    public void Samples_of_an_epoch_never_share_a_key()
    {
        HashSet<ulong> keys = [CounterRandom.Key(3, DataStream.SearchTrain, 5, CounterRandom.WholeEpoch)];
        for (int sample = 0; sample < 100_000; sample++)
        {
            Assert.True(keys.Add(CounterRandom.Key(3, DataStream.SearchTrain, 5, sample)));
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    public void An_empty_range_is_refused(int count) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new CounterRandom(0).NextInt(count));
}
