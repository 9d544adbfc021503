namespace Cdarts.Engine.Collectives.Nccl;

/// <summary>
/// Ends the communicators of a generation on a thread of its own, in order or by abort, and goes to the last resort when that does not come back.
/// </summary>
/// <remarks>
/// An abort can wait for ever for a CUDA call of another thread, and a call can wait for ever for the abort: hence never the training thread, only once that
/// thread has left its call, and always with a limit.
/// </remarks>
internal sealed class NcclWatchdog : IDisposable
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(1);

    private readonly Lock _gate;
    private readonly FaultLatch _fault;
    private readonly NcclOptions _options;
    private readonly List<NcclCommunicator> _communicators = [];
    private readonly ManualResetEvent _closing = new(initialState: false);
    private readonly Thread _thread;

    /// <param name="gate">Held by whoever calls NCCL.</param>
    /// <param name="fault">Whose setting calls for an abort.</param>
    /// <param name="options">Limit and last resort.</param>
    internal NcclWatchdog(Lock gate, FaultLatch fault, NcclOptions options)
    {
        _gate = gate;
        _fault = fault;
        _options = options;
        _thread = new Thread(Watch) { IsBackground = true, Name = "NCCL watchdog" };
        _thread.Start();
    }

    /// <summary>Takes a communicator under watch. Under the gate.</summary>
    internal void Add(NcclCommunicator communicator) => _communicators.Add(communicator);

    /// <summary>Ends the communicators in order, if no fault has ended them; returns when they are gone, or after the last resort.</summary>
    public void Dispose()
    {
        _closing.Set();
        _thread.Join();
        _closing.Dispose();
    }

    private void Watch()
    {
        WaitHandle.WaitAny([_fault.Handle, _closing]);
        Thread ending = new(End) { IsBackground = true, Name = "NCCL end" };
        ending.Start();
        if (!ending.Join(_options.AbortDeadline))
        {
            _options.LastResort(
                $"The abort of the NCCL communicators has not come back within {_options.AbortDeadline.TotalSeconds:0.###} s: "
                + $"this process ends (exit code {NcclOptions.LastResortExitCode}), since its GPU stays stuck until it does.");
        }
    }

    private void End()
    {
        // A thread that NCCL does not let go is freed by the abort itself.
        bool entered = _gate.TryEnter(_options.AbortDeadline / 2);
        try
        {
            foreach (NcclCommunicator communicator in _communicators)
            {
                if (communicator.Handle != 0 && entered && Finalize(communicator))
                {
                    communicator.Destroy();
                }
                else
                {
                    communicator.Abort();
                }
            }
        }
        finally
        {
            if (entered)
            {
                _gate.Exit();
            }
        }
    }

    /// <summary>Whether a communicator has come to its orderly end.</summary>
    private bool Finalize(NcclCommunicator communicator)
    {
        if (_fault.IsSet || communicator.StartFinalize() is not (NcclResult.Success or NcclResult.InProgress))
        {
            return false;
        }

        long started = Environment.TickCount64;
        NcclResult state;
        while ((state = communicator.State()) == NcclResult.InProgress)
        {
            if (_fault.Wait(Poll) || Environment.TickCount64 - started > _options.AbortDeadline.TotalMilliseconds / 2)
            {
                return false;
            }
        }

        return state == NcclResult.Success;
    }
}
