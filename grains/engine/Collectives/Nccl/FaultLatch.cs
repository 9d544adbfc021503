namespace Cdarts.Engine.Collectives.Nccl;

/// <summary>The end of a generation: the first cause stays. Thread-safe.</summary>
/// <remarks>Not disposed: an abort may come at any time, also after the end.</remarks>
internal sealed class FaultLatch
{
    private readonly ManualResetEventSlim _set = new();
    private readonly CancellationTokenSource _told = new();
    private CollectiveException? _fault;

    /// <summary>Set once there is a cause.</summary>
    internal WaitHandle Handle => _set.WaitHandle;

    /// <summary>The cause as a new exception, since several threads may throw it; null if there is none.</summary>
    internal CollectiveException? Fault => Volatile.Read(ref _fault) is { } fault ? new CollectiveException(fault.Lost, fault.Message) : null;

    /// <summary>Cancelled once there is a cause.</summary>
    internal CancellationToken Token => _told.Token;

    internal bool IsSet => _set.IsSet;

    /// <summary>Gives the cause; false if there was one already.</summary>
    internal bool TrySet(CollectiveException fault)
    {
        if (Interlocked.CompareExchange(ref _fault, fault, null) is not null)
        {
            return false;
        }

        _set.Set();
        _told.Cancel();
        return true;
    }

    internal bool Wait(TimeSpan limit) => _set.Wait(limit);

    /// <summary>Throws the cause, if there is one.</summary>
    internal void ThrowIfSet()
    {
        if (Fault is { } fault)
        {
            throw fault;
        }
    }
}
