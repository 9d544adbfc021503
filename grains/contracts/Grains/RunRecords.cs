using Cdarts.Contracts.Specification;

namespace Cdarts.Contracts.Grains;

/// <summary>Starts or resumes a run.</summary>
/// <param name="Spec">Resolved specification.</param>
/// <param name="SpecHash">SHA-256 (hex) of its canonical JSON.</param>
/// <param name="RunFolder">The run's folder, absolute; the same for every silo.</param>
[GenerateSerializer, Immutable, Alias("Cdarts.StartCommand")]
public sealed record StartCommand([property: Id(0)] RunSpec Spec, [property: Id(1)] string SpecHash, [property: Id(2)] string RunFolder);

/// <summary>Answer to a start.</summary>
public enum StartOutcome
{
    /// <summary>The run starts.</summary>
    Started = 0,

    /// <summary>It was running already.</summary>
    AlreadyRunning = 1,

    /// <summary>It was completed before.</summary>
    AlreadyCompleted = 2,
}

/// <summary>State of a run.</summary>
public enum RunState
{
    /// <summary>Nothing was started under this name.</summary>
    Unknown = 0,

    /// <summary>Waiting for replicas.</summary>
    Gathering = 1,

    /// <summary>Replicas open the run and form their group.</summary>
    Preparing = 2,

    /// <summary>Training.</summary>
    Running = 3,

    /// <summary>A stop was asked for; the step is being finished and the checkpoint written.</summary>
    Stopping = 4,

    /// <summary>Stopped with a checkpoint; can be resumed.</summary>
    Stopped = 5,

    /// <summary>Done.</summary>
    Completed = 6,

    /// <summary>Cannot go on; the status says why.</summary>
    Failed = 7,

    /// <summary>Active, but there is something that it waits for, for example enough replicas; the status says what.</summary>
    Waiting = 8,

    /// <summary>Halted at a step boundary with a checkpoint; the replicas keep their memory, and a start goes on at once.</summary>
    Paused = 9,
}

/// <summary>Alphas of both cell types.</summary>
/// <param name="Values">Row-major [edges, candidates], normal cell first.</param>
/// <param name="Digest">SHA-256 (hex) of their bytes on the device.</param>
/// <param name="Space">Search space.</param>
[GenerateSerializer, Immutable, Alias("Cdarts.AlphasSnapshot")]
public sealed record AlphasSnapshot(
    [property: Id(0)] double[] Values, [property: Id(1)] string Digest, [property: Id(2)] string Space = "darts");

/// <summary>The topology of a cycle.</summary>
/// <param name="Cycle">Cycle, from 0; the number of cycles for the final genotype.</param>
/// <param name="GenotypeJson">Genotype as JSON text.</param>
/// <param name="AlphasDigest">Digest of the alphas that gave it.</param>
[GenerateSerializer, Immutable, Alias("Cdarts.DerivedTopology")]
public sealed record DerivedTopology([property: Id(0)] int Cycle, [property: Id(1)] string GenotypeJson, [property: Id(2)] string AlphasDigest);

/// <summary>Held-out figures.</summary>
/// <param name="Accuracy">Top-1, 0 to 1.</param>
/// <param name="Loss">Mean cross-entropy.</param>
/// <param name="Pictures">Pictures evaluated.</param>
/// <param name="Top5Accuracy">Top-5, 0 to 1, where it is measured.</param>
[GenerateSerializer, Immutable, Alias("Cdarts.HeldOutRecord")]
public sealed record HeldOutRecord(
    [property: Id(0)] double Accuracy, [property: Id(1)] double Loss, [property: Id(2)] int Pictures, [property: Id(3)] double? Top5Accuracy = null);

/// <summary>The evaluation network in use.</summary>
/// <param name="Topology">Its topology.</param>
/// <param name="Parameters">Parameters, heads included.</param>
/// <param name="MultiplyAdds">Multiply-adds per picture, heads included.</param>
/// <param name="HeldOut">Newest held-out figures, or null.</param>
[GenerateSerializer, Immutable, Alias("Cdarts.EvaluationNetworkDescription")]
public sealed record EvaluationNetworkDescription(
    [property: Id(0)] DerivedTopology Topology,
    [property: Id(1)] long Parameters,
    [property: Id(2)] long MultiplyAdds,
    [property: Id(3)] HeldOutRecord? HeldOut);

/// <summary>Position of a run: the next update.</summary>
/// <param name="Cycle">Cycle, from 0.</param>
/// <param name="Phase">Name of the phase: SearchWarmup, DeriveTopology, EvaluationWarmup, Joint, Completed.</param>
/// <param name="Epoch">Epoch in the phase, from 0.</param>
/// <param name="Step">Step in the epoch, from 0.</param>
/// <param name="Update">Update in the step, from 0.</param>
[GenerateSerializer, Immutable, Alias("Cdarts.RunCursor")]
public sealed record RunCursor(
    [property: Id(0)] int Cycle, [property: Id(1)] string Phase, [property: Id(2)] int Epoch, [property: Id(3)] int Step, [property: Id(4)] int Update);

/// <summary>A durable checkpoint.</summary>
/// <param name="Name">Folder name under checkpoints/.</param>
/// <param name="Next">Its cursor.</param>
/// <param name="WrittenAt">When it became durable.</param>
/// <param name="Bytes">Size of its files.</param>
[GenerateSerializer, Immutable, Alias("Cdarts.CheckpointRecord")]
public sealed record CheckpointRecord(
    [property: Id(0)] string Name, [property: Id(1)] RunCursor Next, [property: Id(2)] DateTimeOffset WrittenAt, [property: Id(3)] long Bytes);

/// <summary>Results of a completed run.</summary>
/// <param name="GenotypeJson">Genotype given by the final alphas.</param>
/// <param name="HeldOut">Held-out figures of the evaluation network, under DARTS of the search network; null when nothing was trained.</param>
/// <param name="EvaluationTopologyJson">Topology of the evaluation network (of the last cycle); null when none was trained.</param>
/// <param name="Parameters">Parameters of the evaluation network built for the genotype.</param>
/// <param name="MultiplyAdds">Multiply-adds per picture of the same.</param>
/// <param name="OperationCounts">Kept operations by name, both cells.</param>
/// <param name="PictureFiles">Pictures of the cells, relative to the run folder.</param>
/// <param name="Retrain">Of a retraining: what else there is; null for a search.</param>
/// <param name="PeakMemoryMib">Most memory of each replica's device in MiB, by rank; 0 where it is not known, null where it was not noted.</param>
[GenerateSerializer, Immutable, Alias("Cdarts.RunOutcome")]
public sealed record RunOutcome(
    [property: Id(0)] string GenotypeJson,
    [property: Id(1)] HeldOutRecord? HeldOut,
    [property: Id(2)] string? EvaluationTopologyJson,
    [property: Id(3)] long Parameters,
    [property: Id(4)] long MultiplyAdds,
    [property: Id(5)] IReadOnlyDictionary<string, int> OperationCounts,
    [property: Id(6)] IReadOnlyList<string> PictureFiles,
    [property: Id(7)] RetrainOutcome? Retrain = null,
    [property: Id(8)] IReadOnlyList<double>? PeakMemoryMib = null);

/// <summary>What only a retraining has.</summary>
/// <param name="BestEpoch">Epoch whose network is the result, from 0.</param>
/// <param name="ChosenBy">How it was chosen: the value of <c>retrain.best</c>.</param>
/// <param name="Validation">Its figures on the pictures held out of the train list; null where none are.</param>
[GenerateSerializer, Immutable, Alias("Cdarts.RetrainOutcome")]
public sealed record RetrainOutcome(
    [property: Id(0)] int BestEpoch, [property: Id(1)] string ChosenBy, [property: Id(2)] HeldOutRecord? Validation);

/// <summary>Progress of a run after a committed step; a value that the phase does not have is null.</summary>
/// <param name="Committed">Last committed step.</param>
/// <param name="Cycles">Cycles in the run.</param>
/// <param name="Epochs">Epochs in the phase.</param>
/// <param name="Steps">Steps in the epoch.</param>
/// <param name="GlobalStep">Committed steps since the start of the run.</param>
/// <param name="TotalSteps">Steps of the whole run.</param>
/// <param name="SearchLoss">Cross-entropy of the search network.</param>
/// <param name="EvaluationLoss">Cross-entropy of the evaluation network.</param>
/// <param name="InteractiveLoss">Interactive loss, with its factors.</param>
/// <param name="RegulariserLoss">Regulariser, with its factor.</param>
/// <param name="SearchAccuracy">Top-1 of the search network on the batch, 0 to 1.</param>
/// <param name="EvaluationAccuracy">Top-1 of the evaluation network on the batch, 0 to 1.</param>
/// <param name="ImagesPerSecond">Pictures per second, all replicas.</param>
/// <param name="DataWait">Share of the step in which rank 0 waited for its batches, 0 to 1.</param>
/// <param name="SearchWait">Share of the step in which search replicas waited for the evaluation side, 0 to 1; null when the networks are together.</param>
/// <param name="EvaluationWait">The same of evaluation replicas.</param>
/// <param name="ExchangeSeconds">Seconds of an exchange of ensemble logits, without the wait for the partners; null as above, and before it is measured.</param>
[GenerateSerializer, Immutable, Alias("Cdarts.RunProgress")]
public sealed record RunProgress(
    [property: Id(0)] RunCursor Committed,
    [property: Id(1)] int Cycles,
    [property: Id(2)] int Epochs,
    [property: Id(3)] int Steps,
    [property: Id(4)] long GlobalStep,
    [property: Id(5)] long TotalSteps,
    [property: Id(6)] double? SearchLoss,
    [property: Id(7)] double? EvaluationLoss,
    [property: Id(8)] double? InteractiveLoss,
    [property: Id(9)] double? RegulariserLoss,
    [property: Id(10)] double? SearchAccuracy,
    [property: Id(11)] double? EvaluationAccuracy,
    [property: Id(12)] double ImagesPerSecond,
    [property: Id(13)] double DataWait = 0,
    [property: Id(14)] double? SearchWait = null,
    [property: Id(15)] double? EvaluationWait = null,
    [property: Id(16)] double? ExchangeSeconds = null);

/// <summary>What is known of a run.</summary>
/// <param name="Name">Name of the run.</param>
/// <param name="State">State.</param>
/// <param name="Generation">Generation of the group.</param>
/// <param name="Progress">Newest progress, or null.</param>
/// <param name="Topology">Topology in use, or null.</param>
/// <param name="EvaluationNetwork">The evaluation network in use, or null.</param>
/// <param name="Checkpoint">Newest durable checkpoint, or null.</param>
/// <param name="Members">Replicas of the group.</param>
/// <param name="Warnings">Warnings, oldest first (the last 20).</param>
/// <param name="Failure">Why the run failed, one sentence, or null.</param>
/// <param name="FailureExpected">False when the failure is a bug of ours.</param>
/// <param name="Outcome">Results, once completed.</param>
/// <param name="Reason">What a waiting run waits for, one sentence, or null.</param>
/// <param name="Layout">Which replicas hold which network; null when all hold both.</param>
[GenerateSerializer, Immutable, Alias("Cdarts.RunStatus")]
public sealed record RunStatus(
    [property: Id(0)] string Name,
    [property: Id(1)] RunState State,
    [property: Id(2)] long Generation,
    [property: Id(3)] RunProgress? Progress,
    [property: Id(4)] DerivedTopology? Topology,
    [property: Id(5)] EvaluationNetworkDescription? EvaluationNetwork,
    [property: Id(6)] CheckpointRecord? Checkpoint,
    [property: Id(7)] IReadOnlyList<string> Members,
    [property: Id(8)] IReadOnlyList<string> Warnings,
    [property: Id(9)] string? Failure,
    [property: Id(10)] bool FailureExpected,
    [property: Id(11)] RunOutcome? Outcome,
    [property: Id(12)] string? Reason = null,
    [property: Id(13)] ReplicaLayout? Layout = null);

/// <summary>One line of the catalog.</summary>
/// <param name="Name">Name of the run.</param>
/// <param name="RunFolder">Its folder.</param>
/// <param name="State">State when noted.</param>
/// <param name="StartedAt">First start.</param>
/// <param name="Generation">Generation when noted.</param>
[GenerateSerializer, Immutable, Alias("Cdarts.RunEntry")]
public sealed record RunEntry(
    [property: Id(0)] string Name, [property: Id(1)] string RunFolder, [property: Id(2)] RunState State, [property: Id(3)] DateTimeOffset StartedAt,
    [property: Id(4)] long Generation = 0);
