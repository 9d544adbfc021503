using System.Collections.Concurrent;
using Cdarts.Engine.Collectives;
using Cdarts.Engine.Collectives.Nccl;
using Cdarts.Engine.Collectives.Tcp;
using static TorchSharp.torch;

namespace Cdarts.Engine.Tests.Collectives.Nccl;

public class NcclFaultTests(NcclStandIn standIn) : IClassFixture<NcclStandIn>
{
    private readonly NcclOptions _quick = new()
    {
        PeerGrace = TimeSpan.FromMilliseconds(200), LastResort = reason => throw new InvalidOperationException(reason),
    };

    [SkippableFact]
    public void A_formation_that_hangs_ends_at_its_deadline_on_all_ranks()
    {
        NcclReplicas replicas = new(2, standIn.Load()) { FormDeadline = TimeSpan.FromSeconds(1) };
        standIn.Set(StandInFault.HangInit, 1, 1);

        // The other one is through, as NCCL sees it: a group may only be used when all have formed theirs.
        Exception?[] failures = replicas.Failures(groups => groups.World.Barrier());
        Assert.All(failures, failure => Assert.IsType<CollectiveException>(failure));
        Assert.All(failures, failure => failure!.Message.Contains("NCCL did not finish the formation of a communicator on rank 1 of 2 within ", StringComparison.Ordinal));
    }

    [SkippableFact]
    public void A_seat_that_is_aborted_ends_the_formation_in_hand()
    {
        NcclLibrary library = standIn.Load();
        standIn.Set(StandInFault.HangInit, 0, 1);
        GroupSpec[] specs = RankThreads.Specs(
            [new NcclCollectives(new TcpCollectives(), library, () => new HostEvents(), _quick)], out ICollectiveSeat[] seats);
        using ICollectiveSeat seat = seats[0];
        using Timer timer = new(_ => seat.Abort("another generation begins"), null, 50, Timeout.Infinite);
        CollectiveException fault = Assert.Throws<CollectiveException>(() => seat.Form(specs[0], RankThreads.Safety));
        Assert.Contains("another generation begins", fault.Message, StringComparison.Ordinal);
    }

    [SkippableTheory]
    [InlineData(StandInFault.HangCall)]
    [InlineData(StandInFault.HangEnqueue)]
    internal void A_call_that_hangs_is_aborted_when_the_control_group_faults(StandInFault fault)
    {
        NcclReplicas replicas = new(2, standIn.Load()) { Options = _quick with { AbortDeadline = TimeSpan.FromSeconds(2) } };
        standIn.Set(fault, 0, 1);
        standIn.Set(StandInFault.AtCall, 0, 1);
        using ManualResetEventSlim calling = new();
        Exception?[] failures = replicas.Failures(groups =>
        {
            using Tensor region = ones(3);
            groups.World.DataDeadline = TimeSpan.FromHours(1);
            if (groups.World.Rank == 0)
            {
                calling.Set();
                groups.World.AllReduceSum([region]);
                Assert.Fail("A call that hangs has come back.");
            }

            calling.Wait(RankThreads.Safety);
            groups.World.Abort("the disk is full");
        });
        Assert.Equal([1], Assert.IsType<CollectiveException>(failures[0]).Lost);
        Assert.Contains("the disk is full", failures[0]!.Message, StringComparison.Ordinal);
    }

    [SkippableFact]
    public void An_abort_that_does_not_come_back_goes_to_the_last_resort()
    {
        NcclLibrary library = standIn.Load();
        ConcurrentQueue<string> reasons = new();
        NcclReplicas replicas = new(2, library)
        {
            Options = _quick with
            {
                AbortDeadline = TimeSpan.FromMilliseconds(300),
                LastResort = reason =>
                {
                    reasons.Enqueue(reason);
                    standIn.Set(StandInFault.HangAbort, 0, 0);
                },
            },
        };
        standIn.Set(StandInFault.HangAbort, 0, 1);
        Exception?[] failures = replicas.Failures(groups =>
        {
            if (groups.World.Rank == 1)
            {
                groups.World.Abort("the disk is full");
            }

            groups.World.Barrier();
        });
        Assert.All(failures, failure => Assert.Contains("the disk is full", Assert.IsType<CollectiveException>(failure).Message, StringComparison.Ordinal));
        Assert.Equal(
            "The abort of the NCCL communicators has not come back within 0.3 s: this process ends (exit code 70), since its GPU stays stuck until it does.",
            Assert.Single(reasons));
    }

    [SkippableTheory]
    [InlineData(StandInFault.Error, 1, "ncclUnhandledCudaError, unhandled cuda error")]
    [InlineData(StandInFault.Error, 2, "ncclSystemError, unhandled system error")]
    [InlineData(StandInFault.Error, 3, "ncclInternalError, internal error")]
    [InlineData(StandInFault.Error, 4, "ncclInvalidArgument, invalid argument")]
    [InlineData(StandInFault.Error, 5, "ncclInvalidUsage, invalid usage")]
    [InlineData(StandInFault.Error, 6, "ncclRemoteError, remote process exited")]
    [InlineData(StandInFault.Refuse, 1, "ncclUnhandledCudaError, unhandled cuda error")]
    [InlineData(StandInFault.Refuse, 4, "ncclInvalidArgument, invalid argument")]
    internal void An_error_of_nccl_is_a_sentence_with_its_name_and_ends_all_replicas(StandInFault fault, int code, string text)
    {
        NcclReplicas replicas = new(2, standIn.Load()) { Options = _quick };
        standIn.Set(fault, 1, code);
        standIn.Set(StandInFault.AtCall, 1, 2);
        Exception?[] failures = replicas.Failures(groups =>
        {
            using Tensor region = ones(3);
            groups.World.DataDeadline = TimeSpan.FromSeconds(code == (int)NcclResult.InvalidUsage ? 0.5 : 60);
            groups.World.AllReduceSum([region]);
            groups.World.AllReduceSum([region, region]);
            Assert.Fail("A call that failed has come back.");
        });
        Assert.All(failures, failure => Assert.IsType<CollectiveException>(failure));
        Assert.Contains($"NCCL failed in AllReduceSum number 2 (24 bytes) on rank 1 of 2: {text}", failures[1]!.Message, StringComparison.Ordinal);
        if (code != (int)NcclResult.InvalidUsage)
        {
            Assert.Contains(text, failures[0]!.Message, StringComparison.Ordinal);
            Assert.Equal([1], ((CollectiveException)failures[0]!).Lost);
        }
    }

    [SkippableFact]
    public void A_fault_is_final_and_an_instance_that_is_disposed_makes_no_call()
    {
        NcclReplicas replicas = new(1, standIn.Load());
        replicas.Run(groups =>
        {
            groups.World.Abort("enough");
            groups.World.Abort("more");
            Assert.Contains("enough", Assert.Throws<CollectiveException>(groups.World.Barrier).Message, StringComparison.Ordinal);
            groups.Dispose();
            groups.World.Abort("late");
            Assert.Throws<ObjectDisposedException>(groups.World.Barrier);
        });
    }

    [SkippableFact]
    public void Different_versions_are_refused_by_all_replicas()
    {
        NcclLibrary other = NcclLibrary.Load(standIn.OfVersion("22809"));
        Exception?[] failures = new NcclReplicas(2, standIn.Load(), other).Failures(_ => Assert.Fail("The group was formed."));
        Assert.All(failures, failure => Assert.IsType<CdartsException>(failure));
        Assert.Equal(
            $"The replicas have different versions of NCCL: this one has NCCL 2.27.5 ({standIn.LibraryPath}), rank 1 has 2.28.9; install the same one on all machines.",
            failures[0]!.Message);
        Assert.Contains("rank 0 has 2.27.5", failures[1]!.Message, StringComparison.Ordinal);
    }
}
