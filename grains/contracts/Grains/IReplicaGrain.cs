namespace Cdarts.Contracts.Grains;

/// <summary>
/// One device of one silo; the key is <c>silo/device</c>. A facade: the training thread and everything on it live in the silo's replica host,
/// so that a lost activation loses nothing. Every command carries the generation; older ones are refused.
/// </summary>
[Alias("Cdarts.IReplicaGrain")]
public interface IReplicaGrain : IGrainWithStringKey
{
    /// <summary>
    /// Opens the run ahead of a generation, so that a group that is training does not wait for it. Returns at once; the status tells when it is
    /// <see cref="ReplicaState.Opened"/>.
    /// </summary>
    [Alias("Open")]
    Task<ReplicaStatus> Open(string runName, StartCommand start);

    /// <summary>
    /// Takes a place in a generation: ends whatever an older generation does here, keeps its state, or opens the run (networks, data, newest checkpoint)
    /// where it is not open. Returns at once with Preparing.
    /// </summary>
    [Alias("Prepare")]
    Task<ReplicaStatus> Prepare(PrepareCommand command);

    /// <summary>Joins the group with a rank; the collective is formed in the background.</summary>
    [Alias("Join")]
    Task<ReplicaStatus> Join(string runName, JoinCommand command);

    /// <summary>Runs one phase; returns at once. The end is reported to the coordinator.</summary>
    [Alias("RunPhase")]
    Task<ReplicaStatus> RunPhase(string runName, PhaseOrder order);

    /// <summary>Writes the results of a finished run; returns at once. The end is reported to the coordinator.</summary>
    [Alias("Complete")]
    Task<ReplicaStatus> Complete(string runName, CompleteOrder order);

    /// <summary>
    /// Halts a running phase at the next step boundary of the whole group, and reports its end; the run stays open here.
    /// </summary>
    [Alias("Yield")]
    Task Yield(string runName, long generation, bool checkpoint);

    /// <summary>
    /// Ends the run here: a running phase stops at the next step boundary and its end is reported; then, or at once where no phase runs, the run
    /// is closed and the replica is idle.
    /// </summary>
    [Alias("Stop")]
    Task Stop(string runName, long generation, bool checkpoint);

    /// <summary>What the replica is doing for a run; idle if it works for none, or another one.</summary>
    [Alias("Status"), Orleans.Concurrency.AlwaysInterleave]
    Task<ReplicaStatus> Status(string runName);
}
