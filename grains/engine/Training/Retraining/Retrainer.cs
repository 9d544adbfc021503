using Cdarts.Engine.Collectives;
using Cdarts.Engine.Data;
using Cdarts.Engine.Networks;
using Cdarts.Engine.Training.Sessions;
using TorchSharp;
using static TorchSharp.torch;

namespace Cdarts.Engine.Training.Retraining;

/// <summary>
/// Trains a genotype's network from scratch (specification, 4): SGD with a cosine, cross-entropy with an auxiliary classifier, drop path. All members but
/// <see cref="RequestStop"/> must be called on the thread that built the network.
/// </summary>
public sealed class Retrainer : IDisposable
{
    private readonly RetrainSettings _settings;
    private readonly ICollective _collective;
    private readonly RetrainState _state;
    private readonly RetrainStep _step;
    private readonly RetrainData _data;
    private readonly BestNetwork _best;
    private readonly List<EvaluationFigures> _measured = [];
    private volatile bool _stopRequested;
    private bool _checkpointDue;

    /// <summary>Creates a trainer.</summary>
    /// <param name="network">Network, built from <see cref="RetrainSettings.Network"/> with the seed and precision of the settings.</param>
    /// <param name="data">Pictures; the test set is only reported on, unless <see cref="RetrainSettings.Best"/> says otherwise.</param>
    /// <param name="settings">Settings.</param>
    /// <param name="collective">The group of replicas; null for one.</param>
    /// <exception cref="CdartsException">Settings, or settings and data, do not go together; the message names the setting.</exception>
    public Retrainer(RetrainNetwork network, TrainTestSets data, RetrainSettings settings, ICollective? collective = null)
    {
        RetrainCheck.Require(settings);
        _settings = SizeRule.Apply(settings, network.Parameters);
        _collective = collective ?? new SingleCollective();
        if (settings.SyncBatchNorm)
        {
            network.Statistics.ShareWith(_collective);
        }

        _data = new RetrainData(data, settings, network.Weights[0].Value.device, _collective);
        _state = new RetrainState(network);
        _best = new BestNetwork(_state);
        _step = new RetrainStep(_state, _settings, _collective);
        Schedule = new RetrainSchedule(_settings, _data.Steps);
    }

    /// <summary>The next update.</summary>
    public RetrainCursor Next { get; private set; }

    /// <summary>Whether all epochs are committed.</summary>
    public bool IsCompleted => Schedule.IsCompleted(Next);

    /// <summary>The settings in effect: where the size rule is on, with the weight decay and drop path that it gives.</summary>
    public RetrainSettings Effective => _settings;

    /// <summary>The network that is trained.</summary>
    public RetrainNetwork Network => _state.Network;

    internal RetrainSchedule Schedule { get; }

    internal Device Device => _state.Device;

    /// <summary>Is told what is read and committed.</summary>
    internal SessionAudit? Audit
    {
        get => _data.Audit;
        set => _data.Audit = value;
    }

    internal string DataFingerprint => _data.Fingerprint;

    internal string SplitHash => _data.SplitHash;

    /// <summary>For how long training has waited for batches since the last call.</summary>
    internal TimeSpan TakeDataWait() => _data.Wait.Take();

    /// <summary>
    /// Figures after each epoch that was measured: on what is held out of the train list with <see cref="BestEpoch.Validation"/>, else on the test set.
    /// </summary>
    public IReadOnlyList<EvaluationFigures> Measured => _measured;

    /// <summary>The epoch whose network is the result so far, from 0; -1 before the first one is measured.</summary>
    public int BestEpochSoFar => _measured.Count == 0 ? -1
        : _settings.Best == BestEpoch.Last ? _measured.Count - 1
        : _measured.Index().MaxBy(epoch => epoch.Item.Top1).Index;

    /// <summary>Whether the epoch before the cursor is over and not measured yet.</summary>
    public bool IsMeasureDue => Next.Step == 0 && Next.Epoch > _measured.Count;

    /// <summary>The best epoch's network, by the names of <see cref="State"/>; empty before there is one, and with <see cref="BestEpoch.Last"/>.</summary>
    internal IEnumerable<(string Name, Tensor Value)> BestTensors => _best.Tensors;

    /// <summary>
    /// Every tensor that training changes, by stable name and in a fixed order: weights, <c>momentum/</c> and the weight's name, running statistics. Views of
    /// the live state: copy them for a snapshot, write to them (without gradients) for a restore. With the cursor they are all that a resume needs.
    /// </summary>
    public IEnumerable<(string Name, Tensor Value)> State => _state.Tensors();

    /// <summary>Runs the next step.</summary>
    /// <exception cref="NonFiniteLossException">A loss or gradient is not finite; the network is as before the step.</exception>
    /// <exception cref="InvalidOperationException">All epochs are over.</exception>
    public RetrainStepFigures RunStep()
    {
        if (IsCompleted)
        {
            throw new InvalidOperationException("All epochs of the retraining are over.");
        }

        (int epoch, int step) = Next;
        double probability = Schedule.DropPath(epoch);
        DropPath? dropPath = probability > 0
            ? new DropPath(probability, _settings.Seed, epoch, _data.Samples(epoch, step), Network.KeptEdges)
            : null;
        RetrainStepPlan plan = new(Next, Schedule.LearningRate(epoch), dropPath, _settings.Data.BatchSize, _stopRequested, _checkpointDue);
        RetrainStepFigures figures = _step.Run(_data.Train(epoch, step), plan);
        Next = Schedule.After(Next);
        _checkpointDue = false;
        Audit?.Committed(RetrainSnapshot.Position(plan.Cursor), Schedule.GlobalStep(plan.Cursor));
        return figures;
    }

    /// <summary>Runs the epoch in which the cursor stands to its end, or to the end of the step in which a stop is requested.</summary>
    /// <param name="onStep">Called after each committed step, with its cursor and figures.</param>
    /// <returns>False if it was stopped.</returns>
    /// <exception cref="NonFiniteLossException">A loss or gradient is not finite; the network is as before that step.</exception>
    public bool RunEpoch(Action<RetrainCursor, RetrainStepFigures>? onStep = null)
    {
        int epoch = Next.Epoch;
        while (!IsCompleted && Next.Epoch == epoch)
        {
            RetrainCursor committed = Next;
            RetrainStepFigures figures = RunStep();
            onStep?.Invoke(committed, figures);
            if (figures.StopRequested)
            {
                StopGranted();
                return false;
            }
        }

        return true;
    }

    /// <summary>Asks for a stop after the current step, or the next one if none runs. Callable from any thread.</summary>
    public void RequestStop() => _stopRequested = true;

    /// <summary>Asks that all replicas learn, in the next step, that a checkpoint follows it.</summary>
    internal void AnnounceCheckpoint() => _checkpointDue = true;

    /// <summary>Goes through a step on fixed pictures and throws its results away; the state is as before. Not within a group.</summary>
    internal void Rehearse()
    {
        using IDisposable alone = Network.Statistics.Pause();
        Batch batch = _data.Test().First();
        // As many pictures as a group of two would give to a replica: whoever rehearses will not be alone.
        _step.Rehearse(batch.Part(0, Math.Min(batch.Count, _settings.Data.AtOnce((_settings.Data.BatchSize + 1) / 2))));
    }

    /// <summary>Forgets what was asked for in a group that is left.</summary>
    internal void ForgetRequests() => (_stopRequested, _checkpointDue) = (false, false);

    /// <summary>The training has stopped: what was asked for so far is done, and the next step does not stop again.</summary>
    internal void StopGranted() => _stopRequested = false;

    /// <summary>Measures the epoch that is over, and keeps a copy of its network if it is the best so far. All replicas must call it.</summary>
    /// <exception cref="InvalidOperationException">No measure is due.</exception>
    public EvaluationFigures Measure()
    {
        if (!IsMeasureDue)
        {
            throw new InvalidOperationException("No epoch is over that was not measured.");
        }

        EvaluationFigures figures = _settings.Best == BestEpoch.Validation
            ? Evaluator.Evaluate(Network.Infer, _data.HeldOut(), _collective)
            : Evaluate();
        _measured.Add(figures);
        if (_settings.Best != BestEpoch.Last && BestEpochSoFar == _measured.Count - 1)
        {
            _best.Take();
        }

        return figures;
    }

    /// <summary>Makes the best epoch's network the network.</summary>
    public void TakeBest() => _best.PutBack();

    /// <summary>
    /// Figures on the test set as the network is now, with running statistics; every picture counts once. Replicas share the work, so all must call it.
    /// </summary>
    public EvaluationFigures Evaluate() => Evaluator.Evaluate(Network.Infer, _data.Test(), _collective);

    /// <summary>SHA-256 (hex) of all weights' bytes on the device: equal on all replicas.</summary>
    public string WeightsDigest()
    {
        using DisposeScope scope = NewDisposeScope();
        return Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(_state.Buffers.Values.detach().cpu().contiguous().bytes));
    }

    /// <summary>Takes the place of a run whose tensors were written to <see cref="State"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The run has no such step.</exception>
    public void ResumeAt(RetrainCursor next) => ResumeAt(next, [], new Dictionary<string, Tensor>());

    /// <summary>The same, with what was measured, and the best epoch's tensors.</summary>
    internal void ResumeAt(RetrainCursor next, IEnumerable<EvaluationFigures> measured, IReadOnlyDictionary<string, Tensor> best)
    {
        if (next.Epoch < 0 || next.Step < 0 || next.Step >= Schedule.Steps || next.CompareTo(new RetrainCursor(Schedule.Epochs, 0)) > 0)
        {
            throw new ArgumentOutOfRangeException(nameof(next), next, $"A run of {Schedule.Epochs} epochs of {Schedule.Steps} steps has no such step.");
        }

        Next = next;
        _measured.Clear();
        _measured.AddRange(measured);
        if (best.Count > 0)
        {
            _best.Restore(best);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _best.Dispose();
        _state.Dispose();
        _data.Dispose();
    }
}
