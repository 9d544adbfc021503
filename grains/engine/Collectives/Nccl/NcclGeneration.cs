using System.Diagnostics;

namespace Cdarts.Engine.Collectives.Nccl;

/// <summary>
/// The communicators of one generation and the control groups beside them: they stand and fall together. Calls are made by the training thread, one at a time,
/// and waited for by polling; a fault of the control group, an abort, an error of NCCL or a deadline ends all of them.
/// </summary>
internal sealed class NcclGeneration : IDisposable
{
    /// <summary>A replica that has its result may leave while another's is still on its way.</summary>
    private static readonly TimeSpan LateArrival = TimeSpan.FromMilliseconds(100);

    private readonly Lock _gate = new();
    private readonly FaultLatch _fault = new();
    private readonly NcclFunctions _functions;
    private readonly IDeviceEvents _events;
    private readonly NcclOptions _options;
    private readonly CollectiveGroups _control;
    private readonly NcclWatchdog _watchdog;
    private readonly CancellationTokenRegistration _registration;
    private bool _disposed;

    /// <param name="functions">NCCL.</param>
    /// <param name="events">The device; disposed with this.</param>
    /// <param name="options">Settings.</param>
    /// <param name="control">Groups of the same generation; disposed with this.</param>
    /// <exception cref="ArgumentException">The control group gives no signal when it ends.</exception>
    internal NcclGeneration(NcclFunctions functions, IDeviceEvents events, NcclOptions options, CollectiveGroups control)
    {
        IFaultSignal signal = control.World as IFaultSignal ?? throw new ArgumentException("The control group must tell of its faults.", nameof(control));
        (_functions, _events, _options, _control) = (functions, events, options, control);
        _watchdog = new NcclWatchdog(_gate, _fault, options);
        _registration = signal.Faulted.Register(() => _fault.TrySet(signal.Fault ?? new CollectiveException([], "The control group has come to its end.")));
    }

    /// <summary>Cancelled when all of it has come to its end.</summary>
    internal CancellationToken Faulted => _fault.Token;

    /// <summary>Ends everything; peers see this replica leave, and why.</summary>
    /// <returns>The cause, to be thrown: this one, or an earlier one.</returns>
    internal CollectiveException End(CollectiveException fault)
    {
        if (_fault.TrySet(fault))
        {
            _control.Abort(fault.Message);
        }

        return _fault.Fault!;
    }

    /// <summary>Ends everything here; the peers come to the same end by themselves.</summary>
    /// <returns>The cause, to be thrown: this one, or an earlier one.</returns>
    internal CollectiveException EndHere(CollectiveException fault)
    {
        _fault.TrySet(fault);
        return _fault.Fault!;
    }

    /// <summary>Forms a communicator.</summary>
    internal NcclCommunicator Form(NcclUniqueId id, int rank, int size, TimeSpan deadline)
    {
        NcclCommunicator communicator = new(_functions, rank, size);
        NcclResult result = Run(
            communicator,
            "the formation of a communicator",
            deadline,
            () =>
            {
                NcclResult started = communicator.Start(id);
                if (communicator.Handle != 0)
                {
                    _watchdog.Add(communicator);
                }

                return started;
            },
            out string problem);
        if (result == NcclResult.Success)
        {
            result = Run(communicator, "the check of a new communicator", deadline, () => communicator.IsInPlace() ? result : NcclResult.InternalError, out problem);
        }

        return result == NcclResult.Success ? communicator : throw End(new CollectiveException([], problem));
    }

    /// <summary>Makes a call and waits until the device has done it.</summary>
    /// <param name="communicator">Whose call.</param>
    /// <param name="call">Its name, for messages.</param>
    /// <param name="deadline">How long it may take.</param>
    /// <param name="enqueue">The call itself.</param>
    /// <param name="problem">A sentence about what went wrong.</param>
    /// <returns>Success; in progress if the call was late; or NCCL's error.</returns>
    /// <exception cref="CollectiveException">The generation has come to its end.</exception>
    internal NcclResult Run(NcclCommunicator communicator, string call, TimeSpan deadline, Func<NcclResult> enqueue, out string problem)
    {
        NcclResult result;
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            _fault.ThrowIfSet();
            try
            {
                result = Complete(communicator, enqueue(), deadline);
                problem = Describe(communicator, call, deadline, result);
            }
            catch (CdartsException failure)
            {
                (result, problem) = (NcclResult.UnhandledCudaError, failure.Message);
            }
        }

        if (result == NcclResult.RemoteError)
        {
            // NCCL does not say which replica is lost; the control group will.
            _fault.Wait(_options.PeerGrace);
        }

        if (result != NcclResult.Success)
        {
            _fault.ThrowIfSet();
        }

        return result;
    }

    /// <summary>Runs an exchange of bytes over the control group.</summary>
    internal T Exchange<T>(Func<T> call)
    {
        _fault.ThrowIfSet();
        try
        {
            return call();
        }
        catch (CollectiveException fault)
        {
            throw End(fault);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_gate)
        {
            if (_disposed)
            {
                return;
            }

            _disposed = true;
        }

        _watchdog.Dispose();
        _registration.Dispose();
        _control.Dispose();
        _events.Dispose();
        _fault.TrySet(new CollectiveException([], "The group was disposed."));
    }

    /// <summary>Polls until the call is done: success, an error, or in progress when it was given up.</summary>
    private NcclResult Complete(NcclCommunicator communicator, NcclResult result, TimeSpan deadline)
    {
        long started = Stopwatch.GetTimestamp();
        long? faulted = null;
        bool recorded = false;
        SpinWait spin = default;
        while (true)
        {
            if (result is not (NcclResult.Success or NcclResult.InProgress)
                || (result = communicator.State()) is not (NcclResult.Success or NcclResult.InProgress))
            {
                return result;
            }

            if (result == NcclResult.Success)
            {
                if (!recorded)
                {
                    _events.Record();
                    recorded = true;
                }

                if (_events.Reached())
                {
                    return result;
                }
            }

            if (_fault.IsSet)
            {
                faulted ??= Stopwatch.GetTimestamp();
            }

            if ((faulted is { } since && Stopwatch.GetElapsedTime(since) > LateArrival) || Stopwatch.GetElapsedTime(started) > deadline)
            {
                return NcclResult.InProgress;
            }

            Pause(ref spin);
        }
    }

    /// <summary>Short calls are met at once, long ones do not keep a core busy.</summary>
    private void Pause(ref SpinWait spin)
    {
        const int Turns = 2000;
        if (spin.Count < Turns)
        {
            spin.SpinOnce(sleep1Threshold: -1);
        }
        else
        {
            _fault.Wait(TimeSpan.FromMilliseconds(1));
        }
    }

    private string Describe(NcclCommunicator communicator, string call, TimeSpan deadline, NcclResult result) => result switch
    {
        NcclResult.Success => "",
        NcclResult.InProgress =>
            $"NCCL did not finish {call} on rank {communicator.Rank} of {communicator.Size} within {deadline.TotalSeconds:0.###} s: "
            + "a replica is stuck or made other calls, or NCCL has no network to it (see NCCL_SOCKET_IFNAME and NCCL_DEBUG=INFO).",
        _ => $"NCCL failed in {call} on rank {communicator.Rank} of {communicator.Size}: {NcclErrors.Describe(_functions, result, communicator.Handle)}.",
    };
}
