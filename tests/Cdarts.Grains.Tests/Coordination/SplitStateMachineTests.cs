using Cdarts.Contracts.Grains;
using Cdarts.Contracts.Specification;
using Cdarts.Grains.Coordination;
using Cdarts.Grains.Tests.Fakes;

namespace Cdarts.Grains.Tests.Coordination;

/// <summary>Who holds which network, from generation to generation.</summary>
public sealed class SplitStateMachineTests
{
    private const string A = "a/cpu", B = "b/cpu", C = "c/cpu";

    private static readonly RunCursor Fifth = new(0, "SearchWarmup", 0, 5, 0), Sixth = Fifth with { Step = 6 };

    private readonly Machines _cluster = new();

    [Fact]
    public void Replicas_get_roles_and_pairs_and_whoever_holds_all_needs_no_transfer()
    {
        RunStateMachine machine = Running(At(Fifth), At(Fifth), At(Fifth));

        ReplicaLayout layout = machine.Record.Layout!;
        Assert.Equal([[A, B], [C]], new[] { layout.Search, layout.Evaluation });
        Assert.Equal([new(A, C, 0, 32), new(B, C, 32, 32)], layout.Pairs);
        Assert.Equal(layout, machine.Status().Layout);
        Assert.Equal((null, null, null), (machine.Group.Source, machine.Group.EvaluationSource, machine.Group.VoteSource));
    }

    [Fact]
    public void One_replica_holds_both_networks()
    {
        RunStateMachine machine = Running(At(Fifth));

        Assert.Null(machine.Record.Layout);
        Assert.Null(machine.Group.Source);
    }

    [Fact]
    public void A_newcomer_gets_each_network_from_one_that_holds_it()
    {
        RunStateMachine machine = Running(At(Fifth, ReplicaRole.Evaluation), At(Fifth, ReplicaRole.Search), At(Sixth, lineage: 1));

        Assert.Equal([A, B, C], machine.Members);
        Assert.Equal((1, 0, null), (machine.Group.Source, machine.Group.EvaluationSource, machine.Group.VoteSource));
        Assert.Equal([[B, C], [A]], new[] { machine.Record.Layout!.Search, machine.Record.Layout.Evaluation });
    }

    [Fact]
    public void Survivors_of_both_networks_go_on_from_memory_and_who_missed_the_vote_learns_how_it_ended()
    {
        RunStateMachine machine = Running(At(Fifth, ReplicaRole.Search) with { Awaited = Fifth }, At(Sixth, ReplicaRole.Evaluation));

        Assert.Equal([B, A], machine.Members);
        Assert.Equal((null, null, 0), (machine.Group.Source, machine.Group.EvaluationSource, machine.Group.VoteSource));
        Assert.Equal(Sixth, machine.Record.Cursor);
        Assert.Equal([[A], [B]], new[] { machine.Record.Layout!.Search, machine.Record.Layout.Evaluation });
    }

    [Fact]
    public void A_replica_that_must_change_its_network_makes_all_take_the_state_over()
    {
        RunStateMachine machine = Running(At(Fifth, ReplicaRole.Search), At(Fifth, ReplicaRole.Evaluation), At(Fifth, ReplicaRole.Evaluation));

        Assert.Equal([[A, B], [C]], new[] { machine.Record.Layout!.Search, machine.Record.Layout.Evaluation });
        Assert.Equal((0, 1), (machine.Group.Source, machine.Group.EvaluationSource));
    }

    [Fact]
    public void Without_a_replica_of_one_network_all_go_back_to_the_checkpoint_and_say_so()
    {
        RunStateMachine machine = Preparing(2);
        machine.Checkpointed(1, new("c", Fifth, default, 1));

        Prepared(machine, At(Sixth, ReplicaRole.Evaluation), At(Sixth, ReplicaRole.Evaluation));

        Assert.Equal(2, machine.Record.Generation);
        Assert.Equal(MemoryUse.Forgotten, Assert.Single(machine.TakeEffects().OfType<RunEffect.Prepare>()).Memory);
        Assert.Equal(
            "No replica of the search network is left: the run goes back to its last checkpoint, cycle 1 SearchWarmup epoch 1 step 6.", Assert.Single(machine.Record.Warnings));

        Prepared(machine, At(Fifth), At(Fifth));
        Formed(machine);
        Assert.Equal((RunState.Running, Fifth), (machine.Record.State, machine.Record.Cursor));
        machine.GroupLost(new(A, 2, [1], "lost", null));
        Assert.Equal(MemoryUse.Kept, Assert.Single(machine.TakeEffects().OfType<RunEffect.Prepare>()).Memory);
    }

    [Fact]
    public void Or_to_a_copy_in_memory_that_is_newer()
    {
        RunStateMachine machine = Preparing(1);
        machine.Checkpointed(1, new("c", Fifth with { Step = 2 }, default, 1));
        Prepared(machine, At(Sixth, ReplicaRole.Search) with { Mirror = Fifth });

        Assert.Equal(MemoryUse.Mirror, Assert.Single(machine.TakeEffects().OfType<RunEffect.Prepare>()).Memory);
        Assert.Contains("No replica of the evaluation network is left: the run goes back to a copy in memory", Assert.Single(machine.Record.Warnings));
    }

    [Fact]
    public void But_not_to_one_that_is_older()
    {
        RunStateMachine machine = Preparing(1);
        machine.Checkpointed(1, new("c", Fifth, default, 1));
        Prepared(machine, At(Sixth, ReplicaRole.Search) with { Mirror = Fifth with { Step = 2 } });

        Assert.Equal(MemoryUse.Forgotten, Assert.Single(machine.TakeEffects().OfType<RunEffect.Prepare>()).Memory);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_holder_that_only_answers_late_is_waited_for_but_not_for_ever(bool comes)
    {
        RunStateMachine machine = Running(At(Fifth), At(Fifth), At(Fifth));
        machine.GroupLost(new(A, 1, [1], "b is lost", null));
        machine.PrepareAnswered(2, [(A, Machines.Status(ReplicaState.Preparing, 2)), (C, null)]);
        Assert.Equal([A], machine.Members);
        machine.PrepareAnswered(3, [(A, Machines.Status(ReplicaState.Preparing, 3))]);
        machine.StatusSeen(A, Machines.Status(ReplicaState.Prepared, 3, At(Sixth, ReplicaRole.Search)));
        machine.TakeEffects();
        _cluster.Time.Advance(_cluster.Options.GatherWindow);
        machine.Tick();
        Assert.Equal((4L, RunState.Gathering), (machine.Record.Generation, machine.Record.State));

        if (comes)
        {
            machine.Announced(Machines.Announcement(C));
            Assert.Equal([A, C], machine.Members);
            Prepared(machine, At(Sixth, ReplicaRole.Search), At(Sixth, ReplicaRole.Evaluation));
            Formed(machine);
            Assert.Equal(Sixth, machine.Record.Cursor);
        }
        else
        {
            _cluster.Time.Advance(_cluster.Options.HolderPatience);
            machine.Tick();
            Prepared(machine, At(Sixth, ReplicaRole.Search));
            Assert.Equal(MemoryUse.Forgotten, machine.TakeEffects().OfType<RunEffect.Prepare>().Last().Memory);
        }
    }

    [Fact]
    public void A_replica_that_cannot_hold_both_networks_waits_for_a_second_one()
    {
        RunStateMachine machine = Preparing(1);
        Prepared(machine, At(Fifth));
        machine.ReplicaFailed(new(A, 1, "Too little memory.", true));
        _cluster.Time.Advance(_cluster.Options.GatherWindow);
        machine.Tick();

        Assert.Equal(RunState.Waiting, machine.Record.State);
        Assert.Equal("Replica a/cpu cannot train both networks (Too little memory): the run waits for a second replica.", Assert.Single(machine.Record.Warnings));
        machine.Announced(Machines.Announcement(B));
        Assert.Equal([A, B], machine.Members);
    }

    [Theory]
    [InlineData(0, false)]
    [InlineData(2, true)]
    public void Who_leaves_as_the_last_with_its_network_leaves_a_checkpoint(int leaves, bool checkpoint)
    {
        RunStateMachine machine = Running(At(Fifth), At(Fifth), At(Fifth));
        machine.TakeEffects();

        machine.Leave(machine.Members[leaves]);

        Assert.Equal(checkpoint, Assert.Single(machine.TakeEffects().OfType<RunEffect.YieldReplicas>()).Checkpoint);
    }

    [Fact]
    public void A_newcomer_takes_nobodys_place_who_holds_a_network()
    {
        RunStateMachine machine = Preparing(2, maximum: 2, first: B);
        Prepared(machine, At(Fifth), At(Fifth));
        Formed(machine);
        machine.Announced(Machines.Announcement(A));
        machine.GroupLost(new(B, 1, [], "broken", null));

        Assert.Equal([B, C], machine.Members);
    }

    [Fact]
    public void A_retraining_has_one_network_and_is_never_split()
    {
        RunStateMachine machine = Preparing(2, RunTask.Retrain);
        Prepared(machine, At(new(0, "Retrain", 0, 0, 0)), At(new(0, "Retrain", 0, 0, 0)));

        Assert.Null(machine.Record.Layout);
    }

    private static ReplicaResume At(RunCursor next, ReplicaRole role = ReplicaRole.Together, long lineage = 4) =>
        new(next, new([0.5], "d" + next.Step), null, [], null, 0, [], lineage, "pictures", role);

    private RunStateMachine Running(params ReplicaResume[] resumes)
    {
        RunStateMachine machine = Preparing(resumes.Length);
        Prepared(machine, resumes);
        Formed(machine);
        Assert.Equal(RunState.Running, machine.Record.State);
        return machine;
    }

    private RunStateMachine Preparing(int replicas, RunTask task = RunTask.Search, int maximum = 0, string first = A)
    {
        _cluster.ActiveSilos = replicas;
        RunStateMachine machine = _cluster.Create(new());
        RunSpec spec = new() { Task = task, Layout = Layout.Split, Split = new() { SearchReplicas = 2 }, Data = new() { BatchSize = 64 }, Cluster = new() { MaximumReplicas = maximum } };
        machine.Start(new(spec, "hash", "/runs/r"), 2, DateTimeOffset.UnixEpoch);
        foreach (string replica in new[] { A, B, C }.SkipWhile(replica => replica != first).Take(replicas))
        {
            machine.Announced(Machines.Announcement(replica));
        }

        machine.TakeEffects();
        return machine;
    }

    /// <summary>Resume points of the members, in the order of their names.</summary>
    private static void Prepared(RunStateMachine machine, params ReplicaResume[] resumes)
    {
        long generation = machine.Record.Generation;
        string[] members = [.. machine.Members.Order()];
        machine.PrepareAnswered(generation, [.. members.Select(m => (m, (ReplicaStatus?)Machines.Status(ReplicaState.Preparing, generation)))]);
        foreach ((string member, ReplicaResume resume) in members.Zip(resumes))
        {
            machine.StatusSeen(member, Machines.Status(ReplicaState.Prepared, generation, resume));
        }
    }

    private static void Formed(RunStateMachine machine)
    {
        foreach (string member in machine.Members)
        {
            machine.StatusSeen(member, Machines.Status(ReplicaState.Formed, machine.Record.Generation, machine.Group.Resume));
        }
    }
}
