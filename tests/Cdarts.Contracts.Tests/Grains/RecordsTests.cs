using Cdarts.Contracts.Grains;

namespace Cdarts.Contracts.Tests.Grains;

public sealed class RecordsTests
{
    public static TheoryData<object> All { get; } =
    [
        Samples.Start,
        Samples.Resume,
        Samples.Status,
        new PrepareCommand("r", 3, Samples.Start, ".nonce-3", "n", MemoryUse.Mirror),
        new JoinCommand(3, 1, ["a:1", "b:2"], "c2VjcmV0", 0, 1, 1, [0], [1]),
        new GroupLossReport("a/cpu", 3, [1], "why", Samples.Cursor),
        new PhaseOrder(3, 4, "Joint", 1, Samples.Topology),
        new CompleteOrder(3, 5, Samples.Topology),
        new ReplicaStatus(ReplicaState.Busy, 3, 4, Samples.Resume, "why", false),
        new PhaseEndReport("a/cpu", 3, 4, true, Samples.Cursor, Samples.Alphas, Samples.HeldOut, "c", Samples.Outcome),
        new FailureReport("a/cpu", 3, "why", false),
        new ReplicaAnnouncement("a/cpu", "cpu", "0.1.0"),
        new SiloEntry(
            "a", "10.0.0.1:11111", "Active",
            new SiloRecord("a", "cuda:1", "host", 4711, "0.1.0", 16, 1L << 40, DateTimeOffset.UnixEpoch, "r", 3)),
        new RunEntry("r", "/runs/r", RunState.Running, DateTimeOffset.UnixEpoch),
    ];

    [Theory]
    [MemberData(nameof(All))]
    public void A_record_comes_back_as_what_it_was(object record)
    {
        object back = RoundTrip.Of(record);

        Assert.IsType(record.GetType(), back);
        Assert.Equivalent(record, back, strict: true);
    }

    [Fact]
    public void A_stale_generation_is_told_across_processes()
    {
        StaleGenerationException back = Assert.IsType<StaleGenerationException>(RoundTrip.Of<Exception>(new StaleGenerationException(3, 5)));

        Assert.Equal("The command belongs to generation 3, but generation 5 has begun.", back.Message);
    }
}
