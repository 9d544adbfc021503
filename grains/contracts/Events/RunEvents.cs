using Cdarts.Contracts.Grains;

namespace Cdarts.Contracts.Events;

/// <summary>Position of an event: a watcher from an older generation gets a new snapshot.</summary>
/// <param name="Generation">Generation.</param>
/// <param name="Number">Number in the generation, from 1.</param>
[GenerateSerializer, Immutable, Alias("Cdarts.EventPosition")]
public readonly record struct EventPosition([property: Id(0)] long Generation, [property: Id(1)] long Number);

/// <summary>Something that happened in a run.</summary>
/// <param name="Position">Position.</param>
/// <param name="At">When.</param>
[GenerateSerializer, Immutable, Alias("Cdarts.RunEvent")]
public abstract record RunEvent([property: Id(0)] EventPosition Position, [property: Id(1)] DateTimeOffset At);

/// <summary>Everything that is known, at the start of a watch.</summary>
/// <param name="Position">Position.</param>
/// <param name="At">When.</param>
/// <param name="Status">Status.</param>
[GenerateSerializer, Immutable, Alias("Cdarts.RunSnapshot")]
public sealed record RunSnapshot(EventPosition Position, DateTimeOffset At, [property: Id(0)] RunStatus Status) : RunEvent(Position, At);

/// <summary>The state changed.</summary>
/// <param name="Position">Position.</param>
/// <param name="At">When.</param>
/// <param name="State">New state.</param>
[GenerateSerializer, Immutable, Alias("Cdarts.StateChanged")]
public sealed record StateChanged(EventPosition Position, DateTimeOffset At, [property: Id(0)] RunState State) : RunEvent(Position, At);

/// <summary>The group of a generation trains from here on.</summary>
/// <param name="Position">Position.</param>
/// <param name="At">When.</param>
/// <param name="Members">Its replicas, by rank.</param>
/// <param name="Layout">Which of them hold which network; null when all hold both.</param>
[GenerateSerializer, Immutable, Alias("Cdarts.GroupFormed")]
public sealed record GroupFormed(
    EventPosition Position, DateTimeOffset At, [property: Id(0)] IReadOnlyList<string> Members, [property: Id(1)] ReplicaLayout? Layout) : RunEvent(Position, At);

/// <summary>A phase begins (or is gone on with).</summary>
/// <param name="Position">Position.</param>
/// <param name="At">When.</param>
/// <param name="Cursor">Where.</param>
[GenerateSerializer, Immutable, Alias("Cdarts.PhaseStarted")]
public sealed record PhaseStarted(EventPosition Position, DateTimeOffset At, [property: Id(0)] RunCursor Cursor) : RunEvent(Position, At);

/// <summary>Steps were committed.</summary>
/// <param name="Position">Position.</param>
/// <param name="At">When.</param>
/// <param name="Progress">Newest progress.</param>
[GenerateSerializer, Immutable, Alias("Cdarts.ProgressMade")]
public sealed record ProgressMade(EventPosition Position, DateTimeOffset At, [property: Id(0)] RunProgress Progress) : RunEvent(Position, At);

/// <summary>A topology was derived and adopted.</summary>
/// <param name="Position">Position.</param>
/// <param name="At">When.</param>
/// <param name="Network">The evaluation network that it gives.</param>
[GenerateSerializer, Immutable, Alias("Cdarts.TopologyAdopted")]
public sealed record TopologyAdopted(EventPosition Position, DateTimeOffset At, [property: Id(0)] EvaluationNetworkDescription Network)
    : RunEvent(Position, At);

/// <summary>Held-out figures of a cycle, or of a retraining's epoch, are known.</summary>
/// <param name="Position">Position.</param>
/// <param name="At">When.</param>
/// <param name="Cycle">Cycle, or epoch of a retraining, from 0.</param>
/// <param name="Figures">Figures.</param>
[GenerateSerializer, Immutable, Alias("Cdarts.HeldOutMeasured")]
public sealed record HeldOutMeasured(EventPosition Position, DateTimeOffset At, [property: Id(0)] int Cycle, [property: Id(1)] HeldOutRecord Figures)
    : RunEvent(Position, At);

/// <summary>A checkpoint is durable.</summary>
/// <param name="Position">Position.</param>
/// <param name="At">When.</param>
/// <param name="Checkpoint">The checkpoint.</param>
[GenerateSerializer, Immutable, Alias("Cdarts.CheckpointWritten")]
public sealed record CheckpointWritten(EventPosition Position, DateTimeOffset At, [property: Id(0)] CheckpointRecord Checkpoint) : RunEvent(Position, At);

/// <summary>Something the user should see.</summary>
/// <param name="Position">Position.</param>
/// <param name="At">When.</param>
/// <param name="Message">One sentence.</param>
[GenerateSerializer, Immutable, Alias("Cdarts.WarningRaised")]
public sealed record WarningRaised(EventPosition Position, DateTimeOffset At, [property: Id(0)] string Message) : RunEvent(Position, At);

/// <summary>The run is over: completed, stopped or failed.</summary>
/// <param name="Position">Position.</param>
/// <param name="At">When.</param>
/// <param name="Status">Final status.</param>
[GenerateSerializer, Immutable, Alias("Cdarts.RunEnded")]
public sealed record RunEnded(EventPosition Position, DateTimeOffset At, [property: Id(0)] RunStatus Status) : RunEvent(Position, At);

/// <summary>Nothing happened, but the coordinator lives. Carries the position of the last event.</summary>
/// <param name="Position">Position of the last event.</param>
/// <param name="At">When.</param>
[GenerateSerializer, Immutable, Alias("Cdarts.Heartbeat")]
public sealed record Heartbeat(EventPosition Position, DateTimeOffset At) : RunEvent(Position, At);
