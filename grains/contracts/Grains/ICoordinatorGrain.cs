using Cdarts.Contracts.Events;
using Orleans.Concurrency;

namespace Cdarts.Contracts.Grains;

/// <summary>Drives one run; the key is the run's name. Commands return at once; what follows is seen through <see cref="Watch"/>.</summary>
[Alias("Cdarts.ICoordinatorGrain")]
public interface ICoordinatorGrain : IGrainWithStringKey
{
    /// <summary>
    /// Starts or resumes the run. Idempotent: a run that is already running answers <see cref="StartOutcome.AlreadyRunning"/>. A run that went on
    /// by itself after its coordinator was lost answers <see cref="StartOutcome.Started"/> to the first start.
    /// </summary>
    [Alias("Start")]
    Task<StartOutcome> Start(StartCommand command);

    /// <summary>
    /// Asks the run to stop at the next step boundary, with a checkpoint unless <paramref name="checkpoint"/> is false. Nothing happens when the
    /// run is over.
    /// </summary>
    [Alias("Stop")]
    Task Stop(bool checkpoint);

    /// <summary>
    /// Asks the run to halt at the next step boundary with a checkpoint; the replicas keep their memory and their devices. <see cref="Start"/> goes on.
    /// Nothing happens unless the run is training.
    /// </summary>
    [Alias("Pause")]
    Task Pause();

    /// <summary>What is known of the run now.</summary>
    [Alias("Status"), AlwaysInterleave]
    Task<RunStatus> Status();

    /// <summary>
    /// Events of the run: a <see cref="RunSnapshot"/> first, unless <paramref name="after"/> is still in this generation's window, then every event
    /// in order, and a <see cref="Heartbeat"/> every two seconds. Ends after <see cref="RunEnded"/>.
    /// </summary>
    /// <param name="after">Last position that the watcher has, or null.</param>
    /// <param name="cancellationToken">Ends the watch.</param>
    [Alias("Watch"), AlwaysInterleave]
    IAsyncEnumerable<RunEvent> Watch(EventPosition? after, CancellationToken cancellationToken = default);

    /// <summary>A replica offers itself; sent again until the coordinator takes it or the run ends.</summary>
    [Alias("Announce")]
    Task Announce(ReplicaAnnouncement replica);

    /// <summary>Batched progress from rank 0, at most twice a second.</summary>
    [Alias("ReportProgress"), OneWay, AlwaysInterleave]
    Task ReportProgress(long generation, RunProgress progress);

    /// <summary>A replica finished its phase. Repeated by the replica until it is answered; idempotent.</summary>
    [Alias("ReportPhaseEnded")]
    Task ReportPhaseEnded(PhaseEndReport report);

    /// <summary>A checkpoint is durable.</summary>
    [Alias("ReportCheckpoint")]
    Task ReportCheckpoint(long generation, CheckpointRecord checkpoint);

    /// <summary>A retraining's network was measured after an epoch, counted from 0.</summary>
    [Alias("ReportMeasured")]
    Task ReportMeasured(long generation, int epoch, HeldOutRecord figures);

    /// <summary>Something that the user should see but that does not stop the run.</summary>
    [Alias("ReportWarning")]
    Task ReportWarning(long generation, string message);

    /// <summary>A replica cannot go on. Repeated by the replica until it is answered; idempotent.</summary>
    [Alias("ReportFailure")]
    Task ReportFailure(FailureReport report);

    /// <summary>A replica's group is broken. Repeated by the replica until it is answered; idempotent.</summary>
    [Alias("ReportGroupLost")]
    Task ReportGroupLost(GroupLossReport report);

    /// <summary>
    /// A replica's silo is about to end: the group halts at the next step boundary and goes on without it. Returns at once; idempotent.
    /// </summary>
    [Alias("Leave")]
    Task Leave(string replica);
}
