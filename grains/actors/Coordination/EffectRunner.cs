using Cdarts.Contracts.Grains;
using Cdarts.Engine;
using Cdarts.Grains.Coordination.Watching;
using Microsoft.Extensions.Logging;
using Orleans.Storage;
using Polly;

namespace Cdarts.Grains.Coordination;

/// <summary>
/// Carries out what the state machine asks for, in order, and feeds the answers back to it. Effects of a generation that has been left, and
/// commands of a run that is over, are dropped.
/// </summary>
internal sealed class EffectRunner(
    string run, RunStateMachine machine, RecordStore store, ReplicaCalls replicas, IGrainFactory grains, EventLog events, bool patientStorage, TimeProvider time,
    ILogger logger)
{
    private readonly Queue<(long Generation, RunEffect Effect)> _queue = [];

    /// <summary>The network grains may have to be activated again, which needs storage: where that is another machine's, it comes back.</summary>
    private readonly ResiliencePipeline _networks = new ResiliencePipelineBuilder { TimeProvider = time }
        .AddRetry(new()
        {
            MaxRetryAttempts = patientStorage ? 60 : 1,
            Delay = TimeSpan.FromSeconds(1),
            ShouldHandle = new PredicateBuilder().Handle<Exception>(e => e is not (CdartsException or InconsistentStateException or StaleGenerationException)),
        })
        .Build();

    private RunRecord Record => machine.Record;

    /// <summary>Carries out all effects, those that follow from answers included.</summary>
    public async Task RunAsync()
    {
        Collect();
        while (_queue.TryDequeue(out var next))
        {
            bool stale = next.Generation != Record.Generation;
            if (!stale && (Record.IsActive() || !IsCommand(next.Effect)))
            {
                await RunAsync(next.Effect);
                Collect();
            }
        }
    }

    /// <summary>Drops what is left to do.</summary>
    public void Clear()
    {
        machine.TakeEffects();
        _queue.Clear();
    }

    private static bool IsCommand(RunEffect effect) => effect is
        RunEffect.Prepare or RunEffect.Rebuild or RunEffect.Join or RunEffect.OpenReplica or RunEffect.YieldReplicas or RunEffect.Derive or RunEffect.OrderPhase or RunEffect.OrderComplete;

    private void Collect()
    {
        foreach (RunEffect effect in machine.TakeEffects())
        {
            _queue.Enqueue((Record.Generation, effect));
        }
    }

    private Task RunAsync(RunEffect effect) => effect switch
    {
        RunEffect.Fence => FenceAsync(),
        RunEffect.Persist => store.WriteAsync(Record),
        RunEffect.Publish publish => PublishAsync(publish),
        RunEffect.NoteInCatalog => NoteInCatalog(),
        RunEffect.Prepare prepare => PrepareAsync(prepare),
        RunEffect.Rebuild rebuild => RebuildAsync(rebuild.Resume),
        RunEffect.Join join => JoinAsync(join),
        RunEffect.OpenReplica open => OpenAsync(open.Replica),
        RunEffect.YieldReplicas yields => replicas.SendAsync("halt", yields.Replicas, async (g, _) =>
        {
            await g.Yield(run, Record.Generation, yields.Checkpoint);
            return new(ReplicaState.Running, Record.Generation, 0, null, null);
        }),
        RunEffect.Derive derive => DeriveAsync(derive),
        RunEffect.OrderPhase order => CommandAsync("run a phase", order.Replicas, (g, _) => g.RunPhase(run, order.Order)),
        RunEffect.OrderComplete order => CommandAsync("complete", order.Replicas, (g, _) => g.Complete(run, order.Order)),
        RunEffect.NoteHeldOut held => Evaluation.NoteHeldOut(Record.Generation, held.Cycle, held.Figures),
        RunEffect.StopReplicas stop => StopAsync(stop),
        _ => throw new InvalidOperationException($"Unknown effect {effect}."),
    };

    private ISearchNetworkGrain Search => grains.GetGrain<ISearchNetworkGrain>(run);

    private IEvaluationNetworkGrain Evaluation => grains.GetGrain<IEvaluationNetworkGrain>(run);

    private StartCommand Start => Record.Start ?? throw new InvalidOperationException($"Run {run} was never started.");

    private Task PublishAsync(RunEffect.Publish publish)
    {
        events.Publish(Record.Generation, publish.Create);
        return Task.CompletedTask;
    }

    // Not awaited: the catalog may live on the very silo whose silence a new generation is begun for, and nothing here depends on it.
    private Task NoteInCatalog()
    {
        _ = NoteInCatalogAsync();
        return Task.CompletedTask;
    }

    private async Task NoteInCatalogAsync()
    {
        try
        {
            await grains.GetGrain<IRunCatalogGrain>(0).Note(new(run, Start.RunFolder, Record.State, Record.StartedAt, Record.Generation));
        }
        catch (Exception e)
        {
            CoordinatorLog.RunWarning(logger, run, $"The catalog was not told: {e.Message}");
        }
    }

    private async Task PrepareAsync(RunEffect.Prepare prepare)
    {
        long generation = Record.Generation;
        string nonce;
        try
        {
            nonce = await RunNonce.WriteAsync(Start.RunFolder, generation);
        }
        catch (CdartsException e)
        {
            machine.Fail(e.Message, expected: true);
            return;
        }

        PrepareCommand command = new(run, generation, Start, RunNonce.FileName(generation), nonce, prepare.Memory);
        machine.PrepareAnswered(generation, await replicas.SendAsync("prepare", prepare.Replicas, (g, _) => g.Prepare(command)));
    }

    private async Task FenceAsync()
    {
        try
        {
            await store.FenceAsync(Record);
        }
        catch (CdartsException e) when (patientStorage)
        {
            // Shared storage comes back; what trained goes on from memory then.
            CoordinatorLog.RunWarning(logger, run, e.Message);
            _queue.Clear();
            machine.FenceFailed(e.Message);
        }
    }

    private Task JoinAsync(RunEffect.Join join)
    {
        ReplicaGroup group = machine.Group;
        IReadOnlyList<int>? search = group.RanksOf(group.Layout?.Search), evaluation = group.RanksOf(group.Layout?.Evaluation);
        return CommandAsync("join", join.Replicas, (g, r) => g.Join(run, new(
            Record.Generation, group.RankOf(r), group.Endpoints, join.Secret, group.Source, group.EvaluationSource, group.VoteSource, search, evaluation)));
    }

    private async Task OpenAsync(string replica)
    {
        foreach (var (name, status) in await replicas.SendAsync("open", [replica], (g, _) => g.Open(run, Start)))
        {
            machine.NewcomerSeen(name, status);
        }
    }

    private async Task RebuildAsync(ReplicaResume resume)
    {
        RunNonce.Remove(Start.RunFolder, Record.Generation);
        ReplicaGroup group = machine.Group;
        await _networks.ExecuteAsync(async _ => await Search.Rebuild(Record.Generation, resume.History, resume.Alphas, group.Layout?.Search ?? group.Members));
        await _networks.ExecuteAsync(async _ => await Evaluation.Assign(Record.Generation, group.Layout?.Evaluation ?? group.Members));
        machine.NetworkKnown(
            resume.Topology is { } topology ? await _networks.ExecuteAsync(async _ => await Evaluation.Adopt(Record.Generation, topology, Start.Spec)) : null);
    }

    private async Task DeriveAsync(RunEffect.Derive derive)
    {
        long generation = Record.Generation;
        DerivedTopology topology = await _networks.ExecuteAsync(async _ => await Search.DeriveTopology(generation, derive.Cycle, derive.Alphas));
        EvaluationNetworkDescription? network = derive.Final
            ? null
            : await _networks.ExecuteAsync(async _ => await Evaluation.Adopt(generation, topology, Start.Spec));
        machine.TopologyDerived(generation, topology, network);
    }

    private async Task CommandAsync(string command, IReadOnlyList<string> members, Func<IReplicaGrain, string, Task<ReplicaStatus>> send)
    {
        long generation = Record.Generation;
        foreach (var (replica, status) in await replicas.SendAsync(command, members, send))
        {
            if (status is not null && generation == Record.Generation)
            {
                machine.CommandAnswered(replica, status);
            }
        }
    }

    private async Task StopAsync(RunEffect.StopReplicas stop) => await replicas.SendAsync("stop", stop.Replicas, async (g, _) =>
    {
        await g.Stop(run, Record.Generation, stop.Checkpoint);
        return new(ReplicaState.Idle, Record.Generation, 0, null, null);
    });
}
