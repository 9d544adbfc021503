using Cdarts.Engine.Collectives;
using Cdarts.Engine.Training.Layouts;
using Cdarts.Engine.Training.Retraining;

namespace Cdarts.Engine.Training.Sessions;

/// <summary>What a session needs to open.</summary>
/// <param name="Settings">Settings of the run.</param>
/// <param name="RunFolder">Existing folder of the run, absolute.</param>
/// <param name="SpecHash">SHA-256 (hex) of the resolved specification; a checkpoint of another specification is refused.</param>
/// <param name="Retrain">What is trained from scratch; null for a search.</param>
public sealed record SessionOptions(
    CdartsSettings Settings, string RunFolder, string SpecHash, RetrainPlan? Retrain = null);

/// <summary>A place in the group of a generation.</summary>
/// <param name="Groups">The group, formed; whoever formed it disposes of it.</param>
/// <param name="Generation">Generation.</param>
/// <param name="Source">Rank whose state all replicas take over; null when all stand at the same point.</param>
public sealed record SessionGroup(CollectiveGroups Groups, long Generation, int? Source = null)
{
    /// <summary>Who holds which network in this generation; null (default) when every replica holds both.</summary>
    public ReplicaRoles? Roles { get; init; }

    /// <summary>
    /// With <see cref="Source"/>: rank whose evaluation network all replicas take over, where the source does not hold it; null (default) when the source holds
    /// both. The search network, and what belongs to neither, is the source's.
    /// </summary>
    public int? EvaluationSource { get; init; }

    /// <summary>
    /// Rank whose <see cref="ResumePoint.Next"/> is the update after the one that others await (<see cref="ResumePoint.Awaited"/>): they complete it with the result
    /// of its last vote, before anything else. Null (default) where nobody awaits one.
    /// </summary>
    public int? VoteSource { get; init; }

    /// <summary>A group of one.</summary>
    public static SessionGroup Alone(long generation) => new(CollectiveGroups.Together(new SingleCollective()), generation);
}

/// <summary>A genotype to train from scratch.</summary>
/// <param name="Settings">Settings; checkpoints are written as <see cref="SessionOptions.Settings"/> say.</param>
/// <param name="GenotypeJson">Genotype as JSON text.</param>
public sealed record RetrainPlan(RetrainSettings Settings, string GenotypeJson);

/// <summary>The topology that was used in one cycle.</summary>
/// <param name="Cycle">Cycle, from 0; equal to the number of cycles for the final genotype.</param>
/// <param name="GenotypeJson">Genotype as JSON text.</param>
/// <param name="AlphasDigest">SHA-256 (hex) of the alphas that gave it.</param>
public sealed record TopologyRecord(int Cycle, string GenotypeJson, string AlphasDigest);

/// <summary>Where a session stands: after opening, or in its memory.</summary>
/// <param name="Next">The next update.</param>
/// <param name="Alphas">Alphas, row-major [edges of both cell types, candidates], normal cell first.</param>
/// <param name="AlphasDigest">SHA-256 (hex) of the alphas' bytes.</param>
/// <param name="TopologyJson">Topology in use, or null before the first cycle.</param>
/// <param name="History">Topologies of the cycles so far.</param>
/// <param name="CheckpointName">Checkpoint that was restored, or null after a fresh start.</param>
/// <param name="Generation">Highest generation seen in the folder (0 if none), or joined since.</param>
/// <param name="Warnings">Damaged checkpoints that were passed over, and notes on the pictures, one sentence each; until a group is joined.</param>
/// <param name="Lineage">Generation in which this state was last shared by a group (0 after a fresh start): of two states the one of the later generation
/// counts, then the one with the later cursor.</param>
/// <param name="Data">Fingerprint of the pictures and of their split: equal on all replicas.</param>
public sealed record ResumePoint(
    Cursor Next,
    double[] Alphas,
    string AlphasDigest,
    string? TopologyJson,
    IReadOnlyList<TopologyRecord> History,
    string? CheckpointName,
    long Generation,
    IReadOnlyList<string> Warnings,
    long Lineage,
    string Data)
{
    /// <summary>Which networks this session holds: both until it joins a group whose roles say otherwise.</summary>
    public ReplicaRole Role { get; init; }

    /// <summary>
    /// Where the networks are on different replicas: the update, <see cref="Next"/>, for which this session has done all but to get the result of the vote, in which
    /// the group broke. With a replica that has it in the next group (<see cref="SessionGroup.VoteSource"/>) it counts as one that has committed it. Null if there is none.
    /// </summary>
    public Cursor? Awaited { get; init; }

    /// <summary>
    /// The next update of the whole state that this session keeps in host memory (<see cref="SplitSettings.Mirror"/>), to which <see cref="ISearchSession.Rewind"/> goes back;
    /// null if it has none.
    /// </summary>
    public Cursor? Mirror { get; init; }
}

/// <summary>One phase to run.</summary>
/// <param name="Phase">SearchWarmup, EvaluationWarmup or Joint; Retrain in a retraining.</param>
/// <param name="Cycle">Cycle, from 0.</param>
/// <param name="TopologyJson">Topology of the cycle; null for the search warm-up. A session that does not have it yet rebuilds its evaluation network.</param>
/// <param name="AlphasDigest">Digest of the alphas that gave the topology.</param>
public sealed record PhaseCommand(TrainingPhase Phase, int Cycle, string? TopologyJson, string? AlphasDigest);

/// <summary>How a phase ended.</summary>
public enum PhaseStatus
{
    /// <summary>All its epochs are committed.</summary>
    Completed = 0,

    /// <summary>A stop was requested; <see cref="PhaseResult.Next"/> is where the run goes on.</summary>
    Stopped = 1,
}

/// <summary>The end of a phase.</summary>
/// <param name="Status">Completed or stopped.</param>
/// <param name="Next">The next update.</param>
/// <param name="Alphas">Alphas after the phase, as in <see cref="ResumePoint"/>.</param>
/// <param name="AlphasDigest">SHA-256 (hex) of the alphas' bytes.</param>
/// <param name="HeldOut">Held-out figures after a joint phase (as in <see cref="RunResult"/>), else null.</param>
/// <param name="CheckpointName">Newest durable checkpoint, if any.</param>
public sealed record PhaseResult(PhaseStatus Status, Cursor Next, double[] Alphas, string AlphasDigest, HeldOutFigures? HeldOut, string? CheckpointName);

/// <summary>Held-out figures: reported, never decided on.</summary>
/// <param name="Accuracy">Top-1, 0 to 1.</param>
/// <param name="Loss">Mean cross-entropy.</param>
/// <param name="Pictures">Pictures evaluated.</param>
/// <param name="Top5Accuracy">Top-5, 0 to 1, where it is measured.</param>
public sealed record HeldOutFigures(double Accuracy, double Loss, int Pictures, double? Top5Accuracy = null);

/// <summary>The end of a run.</summary>
/// <param name="GenotypeJson">Genotype given by the final alphas.</param>
/// <param name="HeldOut">Held-out figures of the evaluation network, which has the topology of the last cycle; under DARTS those of the search network;
/// null when nothing was trained.</param>
/// <param name="EvaluationTopologyJson">The topology that those figures belong to; null when they are not an evaluation network's.</param>
/// <param name="Parameters">Parameters of the evaluation network built for the genotype, heads included.</param>
/// <param name="MultiplyAdds">Multiply-adds per picture of the same, heads included.</param>
/// <param name="OperationCounts">Kept operations by name, both cells.</param>
/// <param name="PictureFiles">Pictures of the cells, paths relative to the run folder.</param>
/// <param name="Retrain">Of a retraining: what else there is; null for a search.</param>
/// <param name="PeakMemoryMib">Most memory of each replica's device in MiB, by rank, since its session was opened; 0 where it is not known.</param>
public sealed record RunResult(
    string GenotypeJson,
    HeldOutFigures? HeldOut,
    string? EvaluationTopologyJson,
    long Parameters,
    long MultiplyAdds,
    IReadOnlyDictionary<string, int> OperationCounts,
    IReadOnlyList<string> PictureFiles,
    RetrainResult? Retrain = null,
    IReadOnlyList<double>? PeakMemoryMib = null);

/// <summary>What only a retraining has.</summary>
/// <param name="BestEpoch">Epoch whose network is the result, from 0.</param>
/// <param name="ChosenBy">How it was chosen.</param>
/// <param name="Validation">Its figures on what is held out of the train list; null where nothing is.</param>
public sealed record RetrainResult(int BestEpoch, BestEpoch ChosenBy, HeldOutFigures? Validation);

/// <summary>Progress after a committed step. Losses are of this step; a value that the phase does not have is null.</summary>
/// <param name="Committed">Cursor of the last committed step.</param>
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
/// <param name="ImagesPerSecond">Pictures per second over the last steps, all replicas.</param>
/// <param name="StepSeconds">Wall time of the step.</param>
/// <param name="DataWait">Share of it in which this replica waited for its batches, 0 to 1.</param>
public sealed record SessionProgress(
    Cursor Committed,
    int Cycles,
    int Epochs,
    int Steps,
    long GlobalStep,
    long TotalSteps,
    double? SearchLoss,
    double? EvaluationLoss,
    double? InteractiveLoss,
    double? RegulariserLoss,
    double? SearchAccuracy,
    double? EvaluationAccuracy,
    double ImagesPerSecond,
    double StepSeconds,
    double DataWait = 0)
{
    /// <summary>
    /// Share of the step in which a search replica waited for the other side or exchanged with it, 0 to 1, as a mean over the search replicas; null when the networks
    /// are together. The step's last vote counts in the next step, which is the first that can tell of it.
    /// </summary>
    public double? SearchWait { get; init; }

    /// <summary>The same of an evaluation replica.</summary>
    public double? EvaluationWait { get; init; }

    /// <summary>Seconds of an exchange of ensemble logits, without the wait for the partners, when it was last measured; null when the networks are together, and before.</summary>
    public double? ExchangeSeconds { get; init; }
}

/// <summary>A durable checkpoint.</summary>
/// <param name="Name">Folder name under checkpoints/.</param>
/// <param name="Generation">Generation that wrote it.</param>
/// <param name="Next">Its cursor.</param>
/// <param name="Bytes">Size of all its files.</param>
public sealed record CheckpointNotice(string Name, long Generation, Cursor Next, long Bytes);
