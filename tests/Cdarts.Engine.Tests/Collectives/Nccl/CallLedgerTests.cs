using System.Text;
using Cdarts.Engine.Collectives;
using Cdarts.Engine.Collectives.Nccl;
using static TorchSharp.torch;

namespace Cdarts.Engine.Tests.Collectives.Nccl;

public class CallLedgerTests
{
    private static readonly int[] Ranks = [0, 1, 2, 3, 4, 5, 6, 7];

    [Fact]
    public void Blocks_come_back_as_they_were_given()
    {
        CallLedger one = Ledger(("AllReduceSum", 8)), other = Ledger(("AllReduceSum", 8));
        Assert.Null(one.Compare(Ranks, [one.Before([1, 2]), other.Before([])], out byte[][] blocks));
        Assert.Equal([[1, 2], []], blocks);
    }

    [Fact]
    public void The_first_replica_with_other_calls_is_named()
    {
        CallLedger one = Ledger(("AllReduceSum", 8)), same = Ledger(("AllReduceSum", 8)), other = Ledger(("AllReduceSum", 8), ("Broadcast", 4));
        CollectiveException difference = one.Compare(Ranks, [one.Before([]), same.Before([]), other.Before([])], out _)!;
        Assert.Equal([2], difference.Lost);
        Assert.Equal(
            "Rank 2 did not make the same calls: its last one was Broadcast number 2 (4 bytes), this replica's was AllReduceSum number 1 (8 bytes).",
            difference.Message);
    }

    [Fact]
    public void A_part_of_the_world_names_its_ranks_in_the_world()
    {
        CallLedger one = Ledger(("AllReduceSum", 8));
        CollectiveException difference = one.Compare([4, 9], [one.Before([]), new CallLedger().Before([])], out _)!;
        Assert.Equal([9], difference.Lost);
        Assert.StartsWith("Rank 9 did not make the same calls: its last one was nothing", difference.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Call_root_type_sizes_and_order_all_count()
    {
        DeviceRegion four = new(0, 1, 4, ScalarType.Float32), whole = new(0, 1, 4, ScalarType.Int32), eight = new(0, 2, 8, ScalarType.Float32);
        List<Action<CallLedger>> calls =
        [
            ledger => ledger.Add("Broadcast", [four, eight]), ledger => ledger.Add("AllReduceSum", [four, eight]), ledger => ledger.Add("Broadcast", [eight, four]),
            ledger => ledger.Add("Broadcast", [whole, eight]), ledger => ledger.Add("Broadcast", [four, eight], 1), ledger => ledger.Add("Broadcast", [four, four, four]),
        ];
        CallLedger[] ledgers = [.. calls.Select(call =>
        {
            CallLedger ledger = new();
            call(ledger);
            return ledger;
        })];
        for (int i = 1; i < ledgers.Length; i++)
        {
            Assert.Equal([i], ledgers[0].Compare(Ranks, [.. Enumerable.Range(0, i).Select(_ => ledgers[0].Before([])), ledgers[i].Before([])], out _)!.Lost);
        }

        Assert.NotNull(Ledger(("a", 4), ("b", 4)).Compare(Ranks, [Ledger(("b", 4), ("a", 4)).Before([])], out _));
    }

    [Theory]
    [InlineData("")]
    [InlineData("no ledger at all, but long enough to be one")]
    public void Bytes_that_are_no_ledger_are_a_difference(string text) => Assert.Contains(
        "no exchange of this version", new CallLedger().Compare(Ranks, [Encoding.ASCII.GetBytes(text)], out _)!.Message, StringComparison.Ordinal);

    private static CallLedger Ledger(params (string Call, int Bytes)[] calls)
    {
        CallLedger ledger = new();
        foreach ((string call, int bytes) in calls)
        {
            ledger.Add(call, [new DeviceRegion(0, 1, (nuint)bytes, ScalarType.Byte)]);
        }

        return ledger;
    }
}
