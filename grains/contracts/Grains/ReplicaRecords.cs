namespace Cdarts.Contracts.Grains;

/// <summary>A device that offers itself.</summary>
/// <param name="Replica">Key of its grain, <c>silo/device</c>.</param>
/// <param name="Device"><c>cpu</c> or <c>cuda:N</c>.</param>
/// <param name="CodeVersion">Version of the product it runs.</param>
[GenerateSerializer, Immutable, Alias("Cdarts.ReplicaAnnouncement")]
public sealed record ReplicaAnnouncement([property: Id(0)] string Replica, [property: Id(1)] string Device, [property: Id(2)] string CodeVersion);

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
