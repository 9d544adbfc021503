using System.Security.Cryptography;
using Cdarts.Engine.Data;
using CsCheck;

namespace Cdarts.Engine.Tests.Data;

public class PermutationTests
{
    [Theory]
    [InlineData(0, DataStream.SearchTrain, 0, new[] { 9, 6, 4, 8, 2, 1, 0, 5, 7, 3 })]
    [InlineData(0, DataStream.SearchTrain, 1, new[] { 1, 6, 5, 4, 3, 2, 8, 0, 9, 7 })]
    [InlineData(0, DataStream.SearchValid, 0, new[] { 9, 0, 8, 5, 2, 7, 3, 1, 4, 6 })]
    [InlineData(1, DataStream.SearchTrain, 0, new[] { 7, 2, 4, 5, 8, 3, 0, 6, 9, 1 })]
    internal void Orders_are_golden(long seed, DataStream stream, long epoch, int[] expected) =>
        Assert.Equal(expected, Permutation.Create(10, seed, stream, epoch));

    [Fact]
    public void A_long_order_is_golden()
    {
        int[] order = Permutation.Create(100_000, 42, DataStream.SearchTrain, 3);

        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendIntegers(order);
        Assert.Equal("9aac1752f92d62d1d4726fe730f9d79d4647f69e5af2de99bc55d4670d7de715", Convert.ToHexStringLower(hash.GetHashAndReset()));
    }

    [Fact]
    public void Every_place_occurs_once() =>
        Gen.Select(Gen.Int[0, 300], Gen.Long, Gen.Long[0, 1000]).Sample((count, seed, epoch) =>
        {
            int[] order = Permutation.Create(count, seed, DataStream.SearchTrain, epoch);
            return order.Order().SequenceEqual(Enumerable.Range(0, count));
        });

    [Fact]
    public void A_negative_count_is_refused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Permutation.Create(-1, 0, DataStream.SearchTrain, 0));
}
