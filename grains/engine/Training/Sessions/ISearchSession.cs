using Cdarts.Engine.Collectives;

namespace Cdarts.Engine.Training.Sessions;

/// <summary>
/// One replica's part in a run: networks, optimizers, data and checkpoints behind plain records. A coordinator drives it phase by phase.
/// </summary>
/// <remarks>
/// All members but <see cref="RequestStop"/> must be called on the one thread that created the session, since tensors belong to a thread.
/// </remarks>
public interface ISearchSession : IDisposable
{
    /// <summary>Where the run stands: after opening a fresh start or the newest checkpoint that verifies, later what training has made of it.</summary>
    ResumePoint ResumePoint { get; }

    /// <summary>False when a state was being taken over from another replica and did not arrive whole: the session can only be disposed of.</summary>
    bool IsWhole { get; }

    /// <summary>
    /// Goes through a step whose results are thrown away, so that the first real one does not keep a group waiting for what a process does once: compiling,
    /// loading kernels, first memory. The state is as before. Not within a group.
    /// </summary>
    void Rehearse();

    /// <summary>
    /// Goes back to the whole state of a few steps ago that the session keeps in host memory (<see cref="ResumePoint.Mirror"/>), and holds both networks then. For
    /// groups in which no replica of a network is left. Not within a group.
    /// </summary>
    /// <returns>False, and nothing is done, where it keeps none.</returns>
    bool Rewind();

    /// <summary>
    /// Takes a place in a group, the first one or the one of a later generation; all its replicas must call it. Where the group has a source its state is taken
    /// over; rank 0 cuts the run folder back to the cursor and goes on with its files. Blocks.
    /// </summary>
    /// <exception cref="CollectiveException">The group broke; unless <see cref="IsWhole"/> is false, the state is as before.</exception>
    void Join(SessionGroup group);

    /// <summary>Runs a phase from the session's cursor to its end, or until a stop was requested; blocks. Not before <see cref="Join"/>.</summary>
    /// <exception cref="CollectiveException">The group broke; the state is that of the last committed update.</exception>
    /// <exception cref="NonFiniteLossException">A loss or gradient is not finite; the last good state has been checkpointed.</exception>
    PhaseResult RunPhase(PhaseCommand command);

    /// <summary>Called once after the last cycle, with the genotype that the final alphas give; writes the results and the last checkpoint.</summary>
    RunResult Complete(string genotypeJson);

    /// <summary>
    /// Asks the running phase to stop at the next step boundary. A checkpoint is written first unless <paramref name="checkpoint"/> is false.
    /// Callable from any thread; returns at once.
    /// </summary>
    void RequestStop(bool checkpoint);
}

/// <summary>Opens sessions; the seam by which tests put a session without tensors behind the grains.</summary>
public interface ISearchSessionFactory
{
    /// <summary>Builds the networks, restores the newest checkpoint that verifies, and runs the gradient self-test. Blocks for seconds.</summary>
    /// <exception cref="CdartsException">The data, the folder or every checkpoint cannot be used; the message is one sentence for the user.</exception>
    ISearchSession Open(SessionOptions options, ISessionEvents events);
}

/// <summary>What a session tells its owner; called on the training thread (checkpoint events: on the writer's), must return at once.</summary>
public interface ISessionEvents
{
    /// <summary>A step was committed.</summary>
    void Progress(SessionProgress progress);

    /// <summary>A retraining's network was measured after an epoch, from 0; rank 0 alone tells.</summary>
    void Measured(int epoch, HeldOutFigures figures);

    /// <summary>A checkpoint is durable.</summary>
    void Checkpointed(CheckpointNotice notice);

    /// <summary>Something the user should see but that does not stop the run (for example: the disk is full and a checkpoint was not written).</summary>
    void Warning(string message);
}
