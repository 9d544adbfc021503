namespace Cdarts.Engine.Collectives;

/// <summary>A group that tells of its end from whatever thread notices it, also while no call is in hand. Thread-safe.</summary>
public interface IFaultSignal
{
    /// <summary>Cancelled when the group has come to its end: a replica is lost, or it was aborted.</summary>
    CancellationToken Faulted { get; }

    /// <summary>How it came to its end; set before <see cref="Faulted"/> is cancelled, null until then.</summary>
    CollectiveException? Fault { get; }
}
