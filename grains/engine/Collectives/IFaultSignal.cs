namespace Cdarts.Engine.Collectives;

/// <summary>A group that tells of the cause of its end from whatever thread notices it, also while no call is in hand. Thread-safe.</summary>
public interface IFaultSignal : ICollective
{
    /// <summary>How it came to its end; set before <see cref="ICollective.Faulted"/> is cancelled, null until then.</summary>
    CollectiveException? Fault { get; }
}
