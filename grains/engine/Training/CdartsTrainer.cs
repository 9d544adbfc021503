using System.Text.Json;
using Cdarts.Engine.Collectives;
using Cdarts.Engine.Data;
using Cdarts.Engine.Mutators;
using Cdarts.Engine.Networks;
using Cdarts.Engine.Networks.Layers;
using Cdarts.Engine.Networks.Stacked;
using Cdarts.Engine.Spaces;
using Cdarts.Engine.Training.Layouts;
using Cdarts.Engine.Training.Sessions;
using TorchSharp;
using static TorchSharp.torch;

namespace Cdarts.Engine.Training;

/// <summary>
/// Trains the search and the evaluation network in cycles (specification, 3.3). <see cref="Search"/> is a whole run; a coordinator of several
/// replicas drives the same phases one by one. All members must be called on the thread that built the networks.
/// </summary>
/// <remarks>
/// The names of NNI's CdartsTrainer are here: model_small and model_large are the two networks; num_epochs = search warm-up epochs + cycles;
/// warmup_epochs, steps_per_epoch, loss_alpha, loss_T, interactive_type, w_lr, w_momentum, w_weight_decay, nasnet_lr, alpha_lr,
/// alpha_weight_decay, grad_clip, share_module and fix_head are in <see cref="CdartsSettings"/>.
/// </remarks>
public sealed class CdartsTrainer : IDisposable
{
    private readonly CdartsSettings _settings;
    private readonly ReplicaGroups _groups;
    private readonly TrainingData _data;
    private readonly TrainingSteps _steps;
    private readonly VoteMemory _votes = new();
    private readonly RegularizedMutatorParallel _mutator;
    private readonly List<TopologyRecord> _history = [];
    private volatile bool _stopRequested;
    private bool _checkpointDue;

    /// <summary>Creates a trainer.</summary>
    /// <param name="searchNetwork">Search network.</param>
    /// <param name="evaluationNetwork">Evaluation network, built together with it.</param>
    /// <param name="alphas">Architecture logits.</param>
    /// <param name="data">Pictures; the train set is split into the two halves, the test set is only reported on.</param>
    /// <param name="settings">Settings; the networks must have been built from <see cref="CdartsSettings.Network"/>.</param>
    /// <param name="collective">The group of replicas; null for one.</param>
    /// <param name="exchange">Where the two networks meet; null when both are on this device.</param>
    /// <exception cref="CdartsException">Settings and data do not go together; the message names the setting.</exception>
    public CdartsTrainer(
        SearchNetwork searchNetwork,
        EvaluationNetwork evaluationNetwork,
        Weight alphas,
        TrainTestSets data,
        CdartsSettings settings,
        ICollective? collective = null,
        IFeatureExchange? exchange = null)
        : this(searchNetwork, evaluationNetwork, alphas, data, settings, ReplicaGroups.Together(collective ?? new SingleCollective()), exchange)
    {
    }

    /// <summary>Creates the trainer of a replica that has a role.</summary>
    /// <param name="searchNetwork">Search network; freed where the role does not need it.</param>
    /// <param name="evaluationNetwork">Evaluation network, built together with it; likewise.</param>
    /// <param name="alphas">Architecture logits; every replica has them.</param>
    /// <param name="data">Pictures.</param>
    /// <param name="settings">Settings.</param>
    /// <param name="groups">Groups and role.</param>
    /// <param name="exchange">Where the two networks meet; null for what the role needs.</param>
    /// <exception cref="CdartsException">Settings and data, or settings and role, do not go together; the message names the setting.</exception>
    public CdartsTrainer(
        SearchNetwork searchNetwork,
        EvaluationNetwork evaluationNetwork,
        Weight alphas,
        TrainTestSets data,
        CdartsSettings settings,
        ReplicaGroups groups,
        IFeatureExchange? exchange = null)
    {
        if (groups.IsSplit && settings.Strategy != SearchStrategy.Cdarts)
        {
            throw new CdartsException($"The strategy {settings.Strategy} trains no evaluation network, so that there is nothing to split: use the layout together.");
        }

        _settings = settings;
        _groups = groups;
        if (settings.SyncBatchNorm)
        {
            searchNetwork.Statistics.ShareWith(groups.Own);
            evaluationNetwork.Statistics.ShareWith(groups.Own);
        }

        _data = new TrainingData(data, settings, alphas.Value.device, groups.Own);
        _mutator = new RegularizedMutatorParallel(alphas, settings.Regulariser, groups.World, settings.Network.SearchSpace());
        State = new NetworkState(searchNetwork, evaluationNetwork, _mutator, settings, groups.Role);
        _steps = new TrainingSteps(State, settings, groups, exchange ?? (groups.IsSplit
            ? new SplitExchange(groups, settings.Data.BatchSize, settings.Data.DeviceBatch, settings.Split)
            : new TogetherExchange()), _votes);
        Schedule = new RunSchedule(settings, _data.Steps);
        Next = Schedule.First;
    }

    /// <summary>The next update.</summary>
    public Cursor Next { get; private set; }

    /// <summary>Topologies of the cycles so far.</summary>
    public IReadOnlyList<TopologyRecord> History => _history;

    internal NetworkState State { get; }

    internal RunSchedule Schedule { get; }

    /// <summary>Is told what is read and committed.</summary>
    internal SessionAudit? Audit
    {
        get => _data.Audit;
        set => _data.Audit = value;
    }

    /// <summary>The update that lacks only the result of its vote, which another replica may have got; null if there is none.</summary>
    internal Cursor? Awaited => _votes.Awaited;

    internal string DataFingerprint => _data.Fingerprint;

    internal string SplitHash => _data.SplitHash;

    /// <summary>For how long training has waited for batches since the last call.</summary>
    internal TimeSpan TakeDataWait() => _data.Wait.Take();

    /// <summary>
    /// Runs the search from where it stands to its end, or until a stop is requested, and returns the genotype that the alphas then give.
    /// </summary>
    /// <param name="onStep">Called after each committed step, with its cursor and figures.</param>
    /// <exception cref="NonFiniteLossException">A loss or gradient is not finite; the networks are as before that update.</exception>
    public Genotype Search(Action<Cursor, StepFigures>? onStep = null)
    {
        bool goesOn = RunPhase(TrainingPhase.SearchWarmup, 0, onStep);
        for (int cycle = Next.Cycle; goesOn && cycle < Schedule.Cycles; cycle++)
        {
            if (Next.Phase == TrainingPhase.DeriveTopology)
            {
                RebuildEvaluationNetwork(cycle, DeriveTopology());
            }

            goesOn = RunPhase(TrainingPhase.EvaluationWarmup, cycle, onStep) && RunPhase(TrainingPhase.Joint, cycle, onStep);
        }

        return DeriveTopology();
    }

    /// <summary>The topology that the alphas give now; checks that the alphas are equal on all replicas.</summary>
    public Genotype DeriveTopology()
    {
        _mutator.RequireEqualOnAllReplicas();
        return _mutator.SampleFinal();
    }

    /// <summary>Adopts the topology of a cycle: the evaluation network is rebuilt and inherits weights.</summary>
    public void RebuildEvaluationNetwork(int cycle, Genotype topology) => RebuildEvaluationNetwork(cycle, topology, AlphasDigest());

    /// <summary>
    /// Runs a phase from the cursor to its end, or to the end of the step in which a stop is requested. A phase that lies before the cursor is over
    /// and returns at once.
    /// </summary>
    /// <returns>False if it was stopped.</returns>
    public bool RunPhase(TrainingPhase phase, int cycle, Action<Cursor, StepFigures>? onStep = null)
    {
        while (Next.Phase == phase && Next.Cycle == cycle)
        {
            Cursor committed = Next;
            StepFigures figures = RunStep(committed);
            Commit(committed with { Update = committed.Phase == TrainingPhase.Joint ? 1 : 0 }, Schedule.After(committed));
            _checkpointDue = false;
            onStep?.Invoke(committed, figures);
            if (figures.StopRequested)
            {
                _stopRequested = false;
                return false;
            }
        }

        return true;
    }

    /// <summary>Asks the running phase to stop after its current step. Callable from any thread.</summary>
    public void RequestStop() => _stopRequested = true;

    /// <summary>Asks that all replicas learn, in the next step, that a checkpoint follows it (<see cref="StepFigures.CheckpointDue"/>).</summary>
    internal void AnnounceCheckpoint() => _checkpointDue = true;

    /// <summary>Goes through a step on fixed pictures and throws its results away; the state is as before. Not within a group.</summary>
    internal void Rehearse()
    {
        SearchNetwork search = State.Search;
        bool isLaidOut = search.Stacking is not null || search.StackingShapes.Count == 0;
        if (_settings.Strategy == SearchStrategy.Random || !isLaidOut)
        {
            return;
        }

        using IDisposable alone = search.Statistics.Pause();
        // As many pictures as a group of two would give to a replica: whoever rehearses will not be alone.
        int pictures = _settings.Data.AtOnce((_settings.Data.BatchSize + 1) / 2);
        Batch batch = _data.Statistics(1).First();
        StepRehearsal.Run(
            State,
            _settings.Loss,
            _groups,
            batch.Part(0, pictures),
            withEvaluation: _settings.Strategy == SearchStrategy.Cdarts && _history.Count > 0,
            joint: _settings.Layout == Layout.Together);
    }

    /// <summary>Forgets what was asked for in a group that is left.</summary>
    internal void ForgetRequests() => (_stopRequested, _checkpointDue) = (false, false);

    /// <summary>
    /// Held-out figures of the evaluation network as it is now, or of the search network under DARTS, which trains no other. All replicas must call it, share the
    /// work and get the same.
    /// </summary>
    /// <returns>Null under the random strategy, which trains nothing.</returns>
    /// <exception cref="InvalidOperationException">No topology was adopted yet.</exception>
    public HeldOutFigures? EvaluateHeldOut() => _settings.Strategy switch
    {
        SearchStrategy.Random => null,
        SearchStrategy.Darts => HeldOutEvaluator.Evaluate(State, NetworkSide.Search, _data, _settings.HeldOut.StatisticsBatches, _groups),
        _ => HeldOutEvaluator.Evaluate(State, NetworkSide.Evaluation, _data, _settings.HeldOut.StatisticsBatches, _groups),
    };

    /// <summary>
    /// Re-estimates the evaluation network's running statistics as <see cref="EvaluateHeldOut"/> does, and keeps them: the network is then the one whose
    /// figures that method gives. Not for a trainer that trains on.
    /// </summary>
    internal void EstimateStatistics()
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable noGrad = no_grad();
        HeldOutEvaluator.EstimateStatistics(State, NetworkSide.Evaluation, _data, _settings.HeldOut.StatisticsBatches);
    }

    /// <summary>The alphas, row-major.</summary>
    public double[] Alphas() => _mutator.ToArray();

    /// <summary>SHA-256 (hex) of the alphas' bytes on the device.</summary>
    public string AlphasDigest() => _mutator.Digest();

    /// <inheritdoc/>
    public void Dispose()
    {
        _votes.Dispose();
        State.Dispose();
        _data.Dispose();
    }

    internal void RebuildEvaluationNetwork(int cycle, Genotype topology, string alphasDigest)
    {
        State.Rebuild(topology);
        _history.Add(new TopologyRecord(cycle, GenotypeJson.Write(topology), alphasDigest));
        Next = Schedule.FirstOf(cycle, TrainingPhase.EvaluationWarmup);
    }

    /// <summary>Takes the place of a run that was restored into <see cref="State"/>.</summary>
    internal void ResumeAt(Cursor next, IEnumerable<TopologyRecord> history)
    {
        Next = next;
        _votes.Forget();
        _history.Clear();
        _history.AddRange(history);
    }

    /// <summary>
    /// Shares the result of the last vote of one replica; those that have missed it complete the update. All replicas of the group call it, none before has begun
    /// another update.
    /// </summary>
    /// <returns>The update that was completed here and, where a step ends with it, the step's figures; null where nothing was missing.</returns>
    internal (Cursor Update, StepFigures? Figures)? TakeVote(ICollective world, int source)
    {
        using DisposeScope scope = NewDisposeScope();
        (Cursor of, IReadOnlyList<Tensor> result) = VoteTransfer.Share(world, source, _votes, State.Type, State.Device);
        if (_votes.Awaited is not { } update || update != of)
        {
            return null;
        }

        StepFigures? figures = _votes.Complete(result);
        Commit(update, figures is null ? update with { Update = 1 } : Schedule.After(update));
        return (update, figures);
    }

    internal void MarkCompleted() => Next = new Cursor(Schedule.Cycles, TrainingPhase.Completed, 0, 0, 0);

    private void Commit(Cursor update, Cursor next)
    {
        Next = next;
        Audit?.Committed(update, Schedule.GlobalUpdate(update));
    }

    private StepFigures RunStep(Cursor cursor)
    {
        ChooseStacking();
        StepPlan plan = Schedule.Plan(cursor, _stopRequested, _checkpointDue);
        long Epoch(DataStream stream) => Schedule.StreamEpoch(stream, cursor);
        Batch? SearchTrain() => _groups.Holds(NetworkSide.Search) ? _data.SearchTrain(Epoch(DataStream.SearchTrain), cursor.Step) : null;
        Batch? Warmup() => _groups.Holds(NetworkSide.Evaluation) ? _data.EvaluationWarmup(Epoch(DataStream.EvaluationWarmup), cursor.Step) : null;
        return cursor.Phase switch
        {
            TrainingPhase.SearchWarmup => _steps.SearchWarmup(SearchTrain(), plan),
            TrainingPhase.EvaluationWarmup when _settings.SearchesInWarmup => _steps.WarmupOfBoth(
                Warmup(), _groups.Holds(NetworkSide.Search) ? _data.SearchMeanwhile(Epoch(DataStream.SearchMeanwhile), cursor.Step) : null, plan),
            TrainingPhase.EvaluationWarmup => _steps.EvaluationWarmup(Warmup(), plan),
            TrainingPhase.Joint => _steps.Joint(
                _data.SearchValid(Epoch(DataStream.SearchValid), cursor.Step),
                SearchTrain(),
                plan,
                onFirstUpdate: () => Commit(cursor, cursor with { Update = 1 })),
            _ => throw new InvalidOperationException($"{cursor.Phase} has no steps."),
        };
    }

    /// <summary>
    /// Before the first step, unless settings or a checkpoint have said it. Rank 0 of those that have the search network measures for all: sums in another order would make the replicas differ in
    /// their last bits.
    /// </summary>
    private void ChooseStacking()
    {
        SearchNetwork search = State.Search;
        if (!_groups.Holds(NetworkSide.Search) || search.Stacking is not null || search.StackingShapes.Count == 0)
        {
            return;
        }

        ICollective group = _groups.Own;
        byte[] measured = [];
        if (group.Rank == 0)
        {
            int batch = _settings.Data.AtOnce(Math.Max(1, _settings.Data.BatchSize / group.WorldSize));
            StackingPlan plan = StackingSelection.Measure(search.StackingShapes, batch, NumberTypes.Of(_settings.Precision), State.Device);
            measured = JsonSerializer.SerializeToUtf8Bytes(plan, JsonSerializerOptions.Web);
        }

        search.Use(JsonSerializer.Deserialize<StackingPlan>(group.AllGather(measured)[0], JsonSerializerOptions.Web)!);
    }
}
