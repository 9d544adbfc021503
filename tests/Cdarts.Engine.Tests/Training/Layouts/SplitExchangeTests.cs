using Cdarts.Engine.Collectives;
using Cdarts.Engine.Tests.Collectives;
using Cdarts.Engine.Training;
using Cdarts.Engine.Training.Layouts;
using TorchSharp;
using static TorchSharp.torch;

namespace Cdarts.Engine.Tests.Training.Layouts;

public class SplitExchangeTests
{
    private const int Batch = 12, Classes = 5;

    [Theory]
    [InlineData(1, 1, 0)]
    [InlineData(2, 1, 0)]
    [InlineData(1, 2, 3)]
    [InlineData(4, 1, 2)]
    [InlineData(3, 2, 0)]
    [InlineData(3, 2, 3)]
    [InlineData(2, 3, 2)]
    public void Each_side_gets_the_others_logits_of_its_own_rows_bit_for_bit(int search, int evaluation, int devicePictures)
    {
        foreach (ScalarType type in new[] { ScalarType.Float32, ScalarType.Float64 })
        {
            Each(search, evaluation, devicePictures, new SplitSettings { CheckInterval = 1 }, (side, rows, exchange, part) =>
            {
                exchange.Give(side, Logits(side, rows, type), part);
                Tensor taken = exchange.Take(side), expected = Logits(Other(side), rows, type);
                Assert.Equal(type, taken.dtype);
                Assert.Equal(expected.shape, taken.shape);
                Assert.True(expected.bytes.SequenceEqual(taken.contiguous().bytes));
            });
        }
    }

    [Fact]
    public void In_bfloat16_they_are_rounded_to_that() => Each(1, 2, 0, new SplitSettings { Exchange = ExchangePrecision.Bfloat16, CheckInterval = 1 }, (side, rows, exchange, part) =>
    {
        exchange.Give(side, Logits(side, rows, ScalarType.Float32), part);
        Tensor taken = exchange.Take(side), exact = Logits(Other(side), rows, ScalarType.Float32);
        Assert.Equal(ScalarType.Float32, taken.dtype);
        Assert.True(exact.to(ScalarType.BFloat16).to(ScalarType.Float32).bytes.SequenceEqual(taken.contiguous().bytes));
        Assert.False(exact.bytes.SequenceEqual(taken.contiguous().bytes));
    });

    [Fact]
    public void Taken_logits_are_values_and_are_taken_once() => Each(1, 1, 0, new SplitSettings(), (side, rows, exchange, part) =>
    {
        exchange.Give(side, Logits(side, rows, ScalarType.Float32).requires_grad_(), part);
        Assert.False(exchange.Take(side).requires_grad);
        Assert.Contains($"{side}", Assert.Throws<InvalidOperationException>(() => exchange.Take(side)).Message, StringComparison.Ordinal);
    });

    /// <summary>At the next check, and not before.</summary>
    [Fact]
    public void Logits_that_change_under_way_are_found() => SplitGroup.Run(
        1,
        1,
        groups =>
        {
            int made = 0;
            SplitExchange exchange = new(groups, Batch, 0, new SplitSettings { CheckInterval = 2 });
            NetworkSide side = Side(groups);
            CollectiveException fault = Assert.Throws<CollectiveException>(() =>
            {
                for (; made < 6; made++)
                {
                    exchange.Give(side, Logits(side, [.. Enumerable.Range(0, Batch)], ScalarType.Float32), 0);
                    exchange.Take(side);
                }
            });
            Assert.Contains(side == NetworkSide.Search ? "did not reach rank 1 as rank 0 sent them" : "rank 1", fault.Message, StringComparison.OrdinalIgnoreCase);
            Assert.InRange(made, 4, side == NetworkSide.Search ? 4 : 5);
            return 0;
        },
        world => world.Rank == 1 ? new ChangedOnTheWay(world, call: 4) : world,
        ends: true);

    [Fact]
    public void Replicas_in_different_exchanges_are_found() => SplitGroup.Run(
        1,
        1,
        groups =>
        {
            NetworkSide side = Side(groups);
            PairTransfer[] transfers = [new(ones(2), ones(2), 1 - groups.World.Rank)];
            CollectiveException fault = Assert.Throws<CollectiveException>(() => ExchangeCheck.Run(groups.World, transfers, side == NetworkSide.Search ? 7 : 8));
            Assert.Contains("drifted apart", fault.Message, StringComparison.Ordinal);
            return 0;
        },
        ends: true);

    private static void Each(
        int search, int evaluation, int devicePictures, SplitSettings settings, Action<NetworkSide, int[], SplitExchange, int> check) => SplitGroup.Run(search, evaluation, groups =>
    {
        using DisposeScope scope = NewDisposeScope();
        SplitExchange exchange = new(groups, Batch, devicePictures, settings);
        NetworkSide side = Side(groups);
        PairPlan plan = groups.Pairs(Batch, devicePictures);
        Assert.Equal(devicePictures > 0 && search != 4, plan.Parts > 1);
        for (int step = 0; step < 2; step++)
        {
            for (int part = 0; part < plan.Parts; part++)
            {
                check(side, [.. plan.Links(side, groups.Own.Rank, part).SelectMany(link => Enumerable.Range(link.FirstRow, link.Count))], exchange, part);
            }
        }

        return 0;
    });

    private static NetworkSide Side(ReplicaGroups groups) => groups.Role == ReplicaRole.Search ? NetworkSide.Search : NetworkSide.Evaluation;

    private static NetworkSide Other(NetworkSide side) => (NetworkSide)(1 - (int)side);

    /// <summary>[3 x rows, K], another number for every side, exit, row and class.</summary>
    private static Tensor Logits(NetworkSide side, int[] rows, ScalarType type) => tensor(
        [.. from exit in Enumerable.Range(0, 3)
            from row in rows
            from k in Enumerable.Range(0, Classes)
            select Math.Sin(1 + (int)side + (2 * (exit + (3 * (row + (Batch * k))))))],
        [3 * rows.Length, Classes]).to_type(type);

    /// <summary>One bit of one of the tensors that arrive is another.</summary>
    private sealed class ChangedOnTheWay(ICollective group, int call) : PassingCollective(group)
    {
        private int _calls;

        public override void SendReceive(ReadOnlySpan<PairTransfer> transfers)
        {
            base.SendReceive(transfers);
            bool areLogits = transfers[0].Receive is { dtype: ScalarType.Float32, NumberOfElements: > 1 };
            if (areLogits && _calls++ == call)
            {
                transfers[0].Receive.bytes[3] ^= 1;
            }
        }
    }
}
