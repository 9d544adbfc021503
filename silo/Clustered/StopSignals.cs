using System.Runtime.InteropServices;

namespace Cdarts.Silo.Clustered;

/// <summary>The signals that ask a silo to leave. A second Ctrl-C does not wait; SIGTERM may come any number of times.</summary>
internal sealed class StopSignals : IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly List<PosixSignalRegistration> _registrations = [];
    private readonly Action _abort;
    private int _interrupts;

    private StopSignals(Action abort) => _abort = abort;

    /// <summary>Cancelled by the first signal.</summary>
    public CancellationToken Token => _stop.Token;

    /// <summary>Catches this process's signals until disposed.</summary>
    /// <param name="abort">Ends the process at once.</param>
    public static StopSignals Catch(Action abort)
    {
        StopSignals signals = new(abort);
        foreach (PosixSignal signal in (PosixSignal[])[PosixSignal.SIGINT, PosixSignal.SIGTERM])
        {
            signals._registrations.Add(PosixSignalRegistration.Create(signal, context =>
            {
                context.Cancel = true;
                signals.Raise(signal);
            }));
        }

        return signals;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _registrations.ForEach(registration => registration.Dispose());
        _stop.Dispose();
    }

    private void Raise(PosixSignal signal)
    {
        if (signal == PosixSignal.SIGINT && Interlocked.Increment(ref _interrupts) > 1)
        {
            _abort();
        }

        _stop.Cancel();
    }
}
