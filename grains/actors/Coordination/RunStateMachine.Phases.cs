using Cdarts.Contracts.Events;
using Cdarts.Contracts.Grains;
using Cdarts.Engine.Training;

namespace Cdarts.Grains.Coordination;

/// <summary>This part: from a formed group to the end of the last phase.</summary>
internal sealed partial class RunStateMachine
{
    private PhaseOrder? _phaseOrder;
    private CompleteOrder? _completeOrder;

    /// <summary>The genotype that the run trains from scratch; null in a search.</summary>
    private string? Retrained => Record.Start?.Spec is { Task: Contracts.Specification.RunTask.Retrain } spec ? spec.Retrain.Genotype : null;

    /// <summary>A retraining's network was measured after an epoch.</summary>
    public void Measured(long generation, int epoch, HeldOutRecord figures)
    {
        if (generation == Record.Generation && Record.IsActive())
        {
            if (Record.EvaluationNetwork is { } network)
            {
                // Noted also by the grain: after a resume they are shown until the next epoch is measured.
                Record = Record with { EvaluationNetwork = network with { HeldOut = figures } };
                _effects.Add(new RunEffect.NoteHeldOut(network.Topology.Cycle, figures));
            }

            Publish((p, at) => new HeldOutMeasured(p, at, epoch, figures));
        }
    }

    /// <summary>A replica finished its order. Reports of other generations and orders, and repeated ones, are void.</summary>
    public void PhaseEnded(PhaseEndReport report)
    {
        bool awaited = report.Generation == Record.Generation && report.Order == _group.Order && _group.Contains(report.Replica)
            && Record.State is RunState.Running or RunState.Stopping;
        if (!awaited || _group.HasReported(report.Replica))
        {
            return;
        }

        _group.Reported(report);
        if (_group.AllReported && RanksAgree())
        {
            OrderEnded(_group.Reports[0]);
        }
        else
        {
            EndIfStopped();
        }
    }

    /// <summary>The topology that was asked for is derived; unless it is the final one, the evaluation network has adopted it.</summary>
    public void TopologyDerived(long generation, DerivedTopology topology, EvaluationNetworkDescription? network)
    {
        if (generation != Record.Generation || Record.State != RunState.Running)
        {
            return;
        }

        if (network is null)
        {
            Complete(topology, PhasePlan.After(TrainingPhase.Joint, _cycles, _cycles));
            return;
        }

        Record = Record with { Topology = topology, EvaluationNetwork = network };
        Publish((p, at) => new TopologyAdopted(p, at, network));
        Run(PhasePlan.After(TrainingPhase.DeriveTopology, topology.Cycle, _cycles));
    }

    /// <summary>The group stands at a step boundary, as it was asked to.</summary>
    private void Halted(RunCursor next)
    {
        if (_halt == HaltReason.Pause)
        {
            _halt = HaltReason.None;
            Record = Record with { Cursor = next };
            _newcomers.Clear();
            ChangeState(RunState.Paused);
            _effects.Add(new RunEffect.NoteInCatalog());
        }
        else
        {
            BeginGeneration(expected: _candidates);
        }
    }

    private void Begin(ReplicaResume resume)
    {
        ChangeState(RunState.Running);
        _reportedLost.Clear();
        (_waitedForHolders, _needsTwo) = (false, false);
        (IReadOnlyList<string> members, ReplicaLayout? layout) = (Record.Members, Record.Layout);
        Publish((p, at) => new GroupFormed(p, at, members, layout));
        Advance(resume.Next.ToEngine(), resume.Alphas);
        if (Record.Desired == DesiredState.Stopped)
        {
            // The stop was on its way when the group broke: what it is for is the checkpoint.
            Stop(_stopWithCheckpoint);
        }
    }

    private void Advance(Cursor next, AlphasSnapshot alphas)
    {
        if (Retrained is { } genotype && next.Phase != TrainingPhase.Retrain)
        {
            Complete(new(PhasePlan.RetrainCompleted.Cycle, genotype, ""), PhasePlan.RetrainCompleted);
            return;
        }

        PlanStep step = PhasePlan.At(next, _cycles);
        if (step.Phase != TrainingPhase.DeriveTopology)
        {
            Run(next);
            return;
        }

        PublishPhase(new Cursor(step.Cycle, TrainingPhase.DeriveTopology, 0, 0, 0).ToContract());
        _effects.Add(new RunEffect.Derive(step.Cycle, alphas, Final: step.Cycle >= _cycles));
    }

    private void Run(Cursor next)
    {
        bool needsTopology = next.Phase is not (TrainingPhase.SearchWarmup or TrainingPhase.Retrain);
        DerivedTopology? topology = needsTopology ? Record.Topology : null;
        if (needsTopology && topology?.Cycle != next.Cycle)
        {
            Fail($"The checkpoint stands at {next} but holds no topology of that cycle: resume from an older checkpoint.", expected: true);
            return;
        }

        RunCursor cursor = next.ToContract();
        if (_halt != HaltReason.None)
        {
            // Asked for between two phases: nothing runs that would have to stop.
            Halted(cursor);
            return;
        }

        Record = Record with { Cursor = cursor };
        _completeOrder = null;
        _phaseOrder = new(Record.Generation, _group.NextOrder(), cursor.Phase, cursor.Cycle, topology);
        _effects.Add(new RunEffect.Persist());
        PublishPhase(cursor);
        _effects.Add(new RunEffect.OrderPhase(_group.Members, _phaseOrder));
    }

    private void Complete(DerivedTopology topology, Cursor end)
    {
        _phaseOrder = null;
        _completeOrder = new(Record.Generation, _group.NextOrder(), topology);
        Record = Record with { Cursor = end.ToContract() };
        _effects.Add(new RunEffect.Persist());
        PublishPhase(Record.Cursor);
        _effects.Add(new RunEffect.OrderComplete(_group.Members, _completeOrder));
    }

    private void OrderEnded(PhaseEndReport report)
    {
        if (report.Outcome is { } outcome)
        {
            Record = Record with { Outcome = outcome, Cursor = report.Next };
            EndAs(RunState.Completed);
            return;
        }

        if (report.HeldOut is { } figures && _phaseOrder is { } ended)
        {
            Record = Record with { EvaluationNetwork = Record.EvaluationNetwork is { } network ? network with { HeldOut = figures } : null };
            _effects.Add(new RunEffect.NoteHeldOut(ended.Cycle, figures));
            Publish((p, at) => new HeldOutMeasured(p, at, ended.Cycle, figures));
        }

        if (Record.Desired == DesiredState.Stopped)
        {
            Record = Record with { Cursor = report.Next };
            EndAs(RunState.Stopped);
        }
        else if (_halt != HaltReason.None || report.Stopped)
        {
            Halted(report.Next);
        }
        else if (_phaseOrder is { } order)
        {
            Advance(PhasePlan.After(Enum.Parse<TrainingPhase>(order.Phase), order.Cycle, _cycles), report.Alphas);
        }
    }

    /// <summary>The replicas hold copies of the same networks: what they report must be the same to the last bit.</summary>
    private bool RanksAgree()
    {
        PhaseEndReport first = _group.Reports[0];
        foreach (PhaseEndReport other in _group.Reports)
        {
            if (other.Alphas.Digest != first.Alphas.Digest || other.Next != first.Next || other.Stopped != first.Stopped)
            {
                Fail(
                    $"The replicas have drifted apart by {first.Next.ToEngine()}: {first.Replica} has alphas {Short(first)}, {other.Replica} has "
                    + $"{Short(other)} at {other.Next.ToEngine()}; resume from the last checkpoint, and check that all run the same version on like devices.",
                    expected: true);
                return false;
            }
        }

        return true;

        static string Short(PhaseEndReport report) => report.Alphas.Digest.Length > 12 ? report.Alphas.Digest[..12] : report.Alphas.Digest;
    }

    private void TrainingSeen(string replica, ReplicaStatus status)
    {
        if (status.State == ReplicaState.Idle)
        {
            // A replica rests after its last report, while others may still work.
            if (!_group.HasReported(replica))
            {
                Lost(replica);
            }
        }
        else if (Record.State == RunState.Stopping)
        {
            _effects.Add(new RunEffect.StopReplicas([replica], _stopWithCheckpoint));
        }
        else if (status.Order < _group.Order)
        {
            // The order did not arrive; replicas take a repeated one once.
            ReplaceLostOrder(replica);
        }
    }

    private void ReplaceLostOrder(string replica)
    {
        if (_phaseOrder is { } phase)
        {
            _effects.Add(new RunEffect.OrderPhase([replica], phase));
        }
        else if (_completeOrder is { } complete)
        {
            _effects.Add(new RunEffect.OrderComplete([replica], complete));
        }
    }

    private void EndIfStopped()
    {
        if (Record.State == RunState.Stopping && _group.AllEnded)
        {
            EndAs(RunState.Stopped);
        }
    }

    private void PublishPhase(RunCursor cursor) => Publish((p, at) => new PhaseStarted(p, at, cursor));
}
