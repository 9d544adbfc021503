using Cdarts.Contracts.Grains;
using Cdarts.Engine.Training;
using Cdarts.Grains.Coordination;
using Cdarts.Grains.Replicas;
using Cdarts.Grains.Tests.Fakes;
using Microsoft.Extensions.DependencyInjection;

namespace Cdarts.Grains.Tests.Replicas;

/// <summary>Commands a replica directly; its reports reach a coordinator that was never started, which answers and ignores them.</summary>
public sealed class ReplicaGrainTests(OneReplica cluster) : IClassFixture<OneReplica>, IAsyncLifetime
{
    private string _run = "";
    private long _generation;

    private IReplicaGrain Replica => cluster.Grains.GetGrain<IReplicaGrain>(cluster.SiloServices[0].GetRequiredService<ReplicaHost>().Key);

    public Task InitializeAsync() => Task.CompletedTask;

    /// <summary>Frees the replica for the next test, whatever became of this one.</summary>
    public async Task DisposeAsync() => await Replica.Stop(_run, _generation, checkpoint: false);

    [Fact]
    public async Task An_older_generation_is_refused_whatever_it_commands()
    {
        using TestRun run = cluster.NewRun();
        await Replica.Prepare(await PrepareAsync(run, 5));
        await UntilAsync(run, ReplicaState.Prepared);

        ReplicaStatus[] refused =
        [
            await Replica.Prepare(await PrepareAsync(run, 4)),
            await Replica.Join(run.Name, Alone(4)),
            await Replica.RunPhase(run.Name, new(4, 1, "SearchWarmup", 0, null)),
            await Replica.Complete(run.Name, new(4, 1, new(2, "{}", "d"))),
        ];
        await Replica.Stop(run.Name, 4, checkpoint: false);

        Assert.All(refused, r => Assert.Equal((ReplicaState.RefusedGeneration, 5L), (r.State, r.Generation)));
        Assert.Equal(ReplicaState.Prepared, (await Replica.Status(run.Name)).State);
        await EndAsync(run, 5);
    }

    [Fact]
    public async Task A_repeated_command_is_done_once()
    {
        using TestRun run = cluster.NewRun(new() { Gate = (TrainingPhase.SearchWarmup, 0) });
        PrepareCommand prepare = await PrepareAsync(run, 1);
        await Replica.Prepare(prepare);
        await Replica.Prepare(prepare);
        await UntilAsync(run, ReplicaState.Prepared);
        await Replica.Join(run.Name, Alone(1));
        await UntilAsync(run, ReplicaState.Formed);
        Assert.Equal(ReplicaState.Formed, (await Replica.Join(run.Name, Alone(1))).State);
        PhaseOrder order = new(1, 1, "SearchWarmup", 0, null);
        await Replica.RunPhase(run.Name, order);
        await run.Fake.GateReached.Task.WaitAsync(run.Patience);

        ReplicaStatus repeated = await Replica.RunPhase(run.Name, order);
        run.Fake.GateOpen.Set();
        await UntilAsync(run, ReplicaState.Formed);
        ReplicaStatus late = await Replica.RunPhase(run.Name, order);

        Assert.Equal((ReplicaState.Running, 1), (repeated.State, repeated.Order));
        Assert.Equal((ReplicaState.Formed, 1), (late.State, late.Order));
        Assert.Equal(["open", "join g1 world1", "SearchWarmup 0"], run.Fake.Journal);
        await EndAsync(run, 1);
    }

    [Fact]
    public async Task A_replica_that_opens_a_run_ahead_goes_through_a_step_once_so_that_its_group_does_not_wait_for_it()
    {
        using TestRun run = cluster.NewRun();
        PrepareCommand prepare = await PrepareAsync(run, 1);
        await Replica.Open(run.Name, prepare.Start);
        await UntilAsync(run, ReplicaState.Opened);
        Assert.Equal(["open", "rehearse"], run.Fake.Journal);

        await Replica.Prepare(prepare);
        await UntilAsync(run, ReplicaState.Prepared);
        Assert.Equal(["open", "rehearse"], run.Fake.Journal);
        await EndAsync(run, 1);
    }

    [Fact]
    public async Task A_newer_generation_takes_the_running_session_over()
    {
        using TestRun run = cluster.NewRun(new() { Gate = (TrainingPhase.SearchWarmup, 0) });
        await Replica.Prepare(await PrepareAsync(run, 1));
        await UntilAsync(run, ReplicaState.Prepared);
        await Replica.Join(run.Name, Alone(1));
        await UntilAsync(run, ReplicaState.Formed);
        await Replica.RunPhase(run.Name, new(1, 1, "SearchWarmup", 0, null));
        await run.Fake.GateReached.Task.WaitAsync(run.Patience);

        ReplicaStatus answer = await Replica.Prepare(await PrepareAsync(run, 2));
        await UntilAsync(run, ReplicaState.Prepared);

        Assert.Equal(2, answer.Generation);
        Assert.Equal(["open", "join g1 world1", "SearchWarmup 0"], run.Fake.Journal);
        Assert.DoesNotContain(run.Fake.Checkpoints.Values, c => c.Name is not null);
        await EndAsync(run, 2);
    }

    [Fact]
    public async Task A_replica_works_for_one_run_at_a_time()
    {
        using TestRun run = cluster.NewRun();
        using TestRun other = cluster.NewRun();
        await Replica.Prepare(await PrepareAsync(run, 1));

        ReplicaStatus busy = await Replica.Prepare(await PrepareAsync(other, 9));
        await EndAsync(run, 1);
        ReplicaStatus taken = await Replica.Prepare(await PrepareAsync(other, 9));

        Assert.Equal(ReplicaState.Busy, busy.State);
        Assert.NotEqual(ReplicaState.Busy, taken.State);
        Assert.Equal(9, taken.Generation);
        await UntilAsync(other, ReplicaState.Prepared);
    }

    [Fact]
    public async Task A_folder_without_the_nonce_is_another_folder()
    {
        using TestRun run = cluster.NewRun();

        await Replica.Prepare(await PrepareAsync(run, 1) with { Nonce = "what the coordinator wrote elsewhere" });
        ReplicaStatus failed = await UntilAsync(run, ReplicaState.Failed);

        Assert.Contains("does not see the coordinator's run folder", failed.Failure);
        Assert.True(failed.FailureExpected);
        Assert.Empty(run.Fake.Journal);
    }

    [Fact]
    public async Task A_silo_that_is_not_there_has_no_replica()
    {
        OrleansException missing = await Assert.ThrowsAsync<OrleansException>(() => cluster.Grains.GetGrain<IReplicaGrain>("nowhere/cpu").Status("any"));

        Assert.Contains("no active silo is named nowhere", missing.ToString());
    }

    private static JoinCommand Alone(long generation) => new(generation, 0, ["local"], "", null);

    private async Task<PrepareCommand> PrepareAsync(TestRun run, long generation)
    {
        (_run, _generation) = (run.Name, generation);
        return new(run.Name, generation, run.Command, RunNonce.FileName(generation), await RunNonce.WriteAsync(run.Folder, generation));
    }

    private async Task<ReplicaStatus> UntilAsync(TestRun run, ReplicaState state)
    {
        while (true)
        {
            run.Patience.ThrowIfCancellationRequested();
            ReplicaStatus status = await Replica.Status(run.Name);
            if (status.State == state)
            {
                return status;
            }

            await Task.Yield();
        }
    }

    private async Task EndAsync(TestRun run, long generation)
    {
        await Replica.Stop(run.Name, generation, checkpoint: false);
        await UntilAsync(run, ReplicaState.Idle);
    }
}
