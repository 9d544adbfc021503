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

/// <summary>A device that offers itself.</summary>
/// <param name="Replica">Key of its grain, <c>silo/device</c>.</param>
/// <param name="Device"><c>cpu</c> or <c>cuda:N</c>.</param>
/// <param name="CodeVersion">Version of the product it runs.</param>
[GenerateSerializer, Immutable, Alias("Cdarts.ReplicaAnnouncement")]
public sealed record ReplicaAnnouncement([property: Id(0)] string Replica, [property: Id(1)] string Device, [property: Id(2)] string CodeVersion);

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

/// <summary>Opens a run on a replica.</summary>
/// <param name="RunName">Name of the run, key of its coordinator.</param>
/// <param name="Generation">Generation of the group being formed.</param>
/// <param name="Start">Specification, its hash, the run folder.</param>
/// <param name="NonceFile">File in the run folder that every silo must see.</param>
/// <param name="Nonce">Its content.</param>
/// <param name="Memory">What counts of a state that the replica holds in memory.</param>
[GenerateSerializer, Immutable, Alias("Cdarts.PrepareCommand")]
public sealed record PrepareCommand(
    [property: Id(0)] string RunName,
    [property: Id(1)] long Generation,
    [property: Id(2)] StartCommand Start,
    [property: Id(3)] string NonceFile,
    [property: Id(4)] string Nonce,
    [property: Id(5)] MemoryUse Memory = MemoryUse.Kept);

/// <summary>
/// Gives a replica its place in the group. The replica connects with its peers, and where they do not stand at the same point takes the state over
/// from <paramref name="Source"/>.
/// </summary>
/// <param name="Generation">Generation of the group.</param>
/// <param name="Rank">Rank of the replica.</param>
/// <param name="Endpoints">Where each rank listens.</param>
/// <param name="Secret">Base64 of the bytes by which the members know each other.</param>
/// <param name="Source">Rank whose state all take over; null when all stand at the same point and hold what their roles need.</param>
/// <param name="EvaluationSource">Rank whose evaluation network all take over, where <paramref name="Source"/> does not hold it.</param>
/// <param name="VoteSource">Rank that knows how the vote ended whose result others miss.</param>
/// <param name="SearchRanks">Ranks that hold the search network; null for all.</param>
/// <param name="EvaluationRanks">Ranks that hold the evaluation network; null for all.</param>
[GenerateSerializer, Immutable, Alias("Cdarts.JoinCommand")]
public sealed record JoinCommand(
    [property: Id(0)] long Generation,
    [property: Id(1)] int Rank,
    [property: Id(2)] IReadOnlyList<string> Endpoints,
    [property: Id(3)] string Secret,
    [property: Id(4)] int? Source,
    [property: Id(5)] int? EvaluationSource = null,
    [property: Id(6)] int? VoteSource = null,
    [property: Id(7)] IReadOnlyList<int>? SearchRanks = null,
    [property: Id(8)] IReadOnlyList<int>? EvaluationRanks = null);

/// <summary>One phase to run.</summary>
/// <param name="Generation">Generation of the group.</param>
/// <param name="Order">Number of the order in its generation; a repeated number is the same order.</param>
/// <param name="Phase">SearchWarmup, EvaluationWarmup or Joint.</param>
/// <param name="Cycle">Cycle, from 0.</param>
/// <param name="Topology">Topology of the cycle; null for the search warm-up.</param>
[GenerateSerializer, Immutable, Alias("Cdarts.PhaseOrder")]
public sealed record PhaseOrder(
    [property: Id(0)] long Generation, [property: Id(1)] int Order, [property: Id(2)] string Phase, [property: Id(3)] int Cycle, [property: Id(4)] DerivedTopology? Topology);

/// <summary>The last order of a run: write its results.</summary>
/// <param name="Generation">Generation of the group.</param>
/// <param name="Order">Number of the order in its generation; a repeated number is the same order.</param>
/// <param name="Topology">Genotype that the final alphas give.</param>
[GenerateSerializer, Immutable, Alias("Cdarts.CompleteOrder")]
public sealed record CompleteOrder([property: Id(0)] long Generation, [property: Id(1)] int Order, [property: Id(2)] DerivedTopology Topology);

/// <summary>State of a replica.</summary>
public enum ReplicaState
{
    /// <summary>No run, or the run of this generation is closed here.</summary>
    Idle = 0,

    /// <summary>Opening the run.</summary>
    Preparing = 1,

    /// <summary>Open; its resume point is known.</summary>
    Prepared = 2,

    /// <summary>In the group; waiting for an order.</summary>
    Formed = 3,

    /// <summary>Running a phase.</summary>
    Running = 4,

    /// <summary>Cannot go on.</summary>
    Failed = 5,

    /// <summary>The command's generation is older than the one this replica belongs to.</summary>
    RefusedGeneration = 6,

    /// <summary>It works for another run.</summary>
    Busy = 7,

    /// <summary>The run is open here, but in no generation.</summary>
    Opened = 8,

    /// <summary>The group is broken; its own state is whole and waits for the next generation.</summary>
    Alone = 9,
}

/// <summary>What a replica is doing.</summary>
/// <param name="State">State.</param>
/// <param name="Generation">Generation that it belongs to.</param>
/// <param name="Order">Last order taken.</param>
/// <param name="Resume">Where its run stands, once prepared.</param>
/// <param name="Failure">Why it cannot go on, one sentence.</param>
/// <param name="FailureExpected">True for a failure that the product foresees; false for a bug.</param>
/// <param name="Endpoint">Where peers reach it, once prepared.</param>
/// <param name="FailureShared">True for a failure that every replica meets, such as a loss that is not finite.</param>
[GenerateSerializer, Immutable, Alias("Cdarts.ReplicaStatus")]
public sealed record ReplicaStatus(
    [property: Id(0)] ReplicaState State,
    [property: Id(1)] long Generation,
    [property: Id(2)] int Order,
    [property: Id(3)] ReplicaResume? Resume,
    [property: Id(4)] string? Failure,
    [property: Id(5)] bool FailureExpected = true,
    [property: Id(6)] string? Endpoint = null,
    [property: Id(7)] bool FailureShared = false);

/// <summary>Where a replica's run stands after opening, or in its memory.</summary>
/// <param name="Next">The next update.</param>
/// <param name="Alphas">Alphas.</param>
/// <param name="Topology">Topology in use, or null.</param>
/// <param name="History">Topologies of the cycles so far.</param>
/// <param name="Checkpoint">Checkpoint restored, or null.</param>
/// <param name="Generation">Highest generation seen in the run folder.</param>
/// <param name="Warnings">Damaged checkpoints that were passed over.</param>
/// <param name="Lineage">Generation in which this state was last shared by a group; of two states the one of the later generation counts.</param>
/// <param name="Data">Fingerprint of the pictures and of their split.</param>
/// <param name="Role">Which networks the replica holds.</param>
/// <param name="Awaited">The update, <paramref name="Next"/>, that lacks only the result of its vote, which another replica may have; else null.</param>
/// <param name="Mirror">The next update of the whole state that it keeps a copy of; null without one.</param>
/// <param name="Device">What its device can do.</param>
[GenerateSerializer, Immutable, Alias("Cdarts.ReplicaResume")]
public sealed record ReplicaResume(
    [property: Id(0)] RunCursor Next,
    [property: Id(1)] AlphasSnapshot Alphas,
    [property: Id(2)] DerivedTopology? Topology,
    [property: Id(3)] IReadOnlyList<DerivedTopology> History,
    [property: Id(4)] string? Checkpoint,
    [property: Id(5)] long Generation,
    [property: Id(6)] IReadOnlyList<string> Warnings,
    [property: Id(7)] long Lineage = 0,
    [property: Id(8)] string Data = "",
    [property: Id(9)] ReplicaRole Role = ReplicaRole.Together,
    [property: Id(10)] RunCursor? Awaited = null,
    [property: Id(11)] RunCursor? Mirror = null,
    [property: Id(12)] DeviceCapacity? Device = null);

/// <summary>The end of an order on one replica.</summary>
/// <param name="Replica">Key of the replica's grain.</param>
/// <param name="Generation">Generation of the order.</param>
/// <param name="Order">Number of the order.</param>
/// <param name="Stopped">True when a stop ended the phase early.</param>
/// <param name="Next">The next update.</param>
/// <param name="Alphas">Alphas after the phase.</param>
/// <param name="HeldOut">Held-out figures after a joint phase.</param>
/// <param name="Checkpoint">Newest durable checkpoint.</param>
/// <param name="Outcome">Results, after the order that completes the run.</param>
[GenerateSerializer, Immutable, Alias("Cdarts.PhaseEndReport")]
public sealed record PhaseEndReport(
    [property: Id(0)] string Replica,
    [property: Id(1)] long Generation,
    [property: Id(2)] int Order,
    [property: Id(3)] bool Stopped,
    [property: Id(4)] RunCursor Next,
    [property: Id(5)] AlphasSnapshot Alphas,
    [property: Id(6)] HeldOutRecord? HeldOut,
    [property: Id(7)] string? Checkpoint,
    [property: Id(8)] RunOutcome? Outcome);

/// <summary>A replica that cannot go on.</summary>
/// <param name="Replica">Key of the replica's grain.</param>
/// <param name="Generation">Generation.</param>
/// <param name="Message">One sentence for the user.</param>
/// <param name="Expected">True for a failure that the product foresees (data, folder, loss not finite); false for a bug.</param>
/// <param name="Shared">True for a failure that every replica meets, such as a loss that is not finite.</param>
[GenerateSerializer, Immutable, Alias("Cdarts.FailureReport")]
public sealed record FailureReport(
    [property: Id(0)] string Replica,
    [property: Id(1)] long Generation,
    [property: Id(2)] string Message,
    [property: Id(3)] bool Expected,
    [property: Id(4)] bool Shared = false);

/// <summary>A replica whose group can do nothing together any more; its own state is whole.</summary>
/// <param name="Replica">Key of the replica's grain.</param>
/// <param name="Generation">Generation of the group.</param>
/// <param name="Lost">Ranks that are lost, as far as the replica knows.</param>
/// <param name="Message">What it saw, one sentence.</param>
/// <param name="Next">The next update, where the replica stands.</param>
[GenerateSerializer, Immutable, Alias("Cdarts.GroupLossReport")]
public sealed record GroupLossReport(
    [property: Id(0)] string Replica,
    [property: Id(1)] long Generation,
    [property: Id(2)] IReadOnlyList<int> Lost,
    [property: Id(3)] string Message,
    [property: Id(4)] RunCursor? Next);

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
