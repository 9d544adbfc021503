using Cdarts.Engine.Collectives.Nccl;

namespace Cdarts.Engine.Tests.Collectives.Nccl;

/// <summary>Replicas that are processes, as in the product.</summary>
public class NcclProcessTests(NcclStandIn standIn) : IClassFixture<NcclStandIn>
{
    [SkippableFact]
    public async Task A_replica_that_is_killed_is_named_by_the_others()
    {
        standIn.Require();
        using ReplicaProcess first = new(standIn.LibraryPath, 0), second = new(standIn.LibraryPath, 1), third = new(standIn.LibraryPath, 2);
        await Step(first, second, third);
        second.Kill();
        Assert.Equal("lost 1", await first.Line());
        Assert.Equal("lost 1", await third.Line());
        Assert.Equal(((0, ""), (0, "")), (await first.Ended(), await third.Ended()));
    }

    [SkippableFact]
    public async Task A_process_whose_abort_is_stuck_ends_itself()
    {
        standIn.Require();
        using ReplicaProcess first = new(standIn.LibraryPath, 0, StandInFault.HangAbort), second = new(standIn.LibraryPath, 1);
        await Step(first, second);
        second.Kill();
        Assert.Equal("lost 1", await first.Line());
        (int code, string errors) = await first.Ended();
        Assert.Equal(NcclOptions.LastResortExitCode, code);
        Assert.StartsWith("The abort of the NCCL communicators has not come back within 1 s", errors, StringComparison.Ordinal);
    }

    private static async Task Step(params ReplicaProcess[] replicas)
    {
        string[] endpoints = await Task.WhenAll(replicas.Select(replica => replica.Line()));
        Assert.All(replicas, replica => replica.Tell(string.Join(' ', endpoints)));
        Assert.All(await Task.WhenAll(replicas.Select(replica => replica.Line())), line => Assert.Equal($"step {ReplicaProgram.Announced}", line));
    }
}
