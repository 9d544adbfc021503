using System.Runtime.InteropServices;

namespace Cdarts.Client.Watching;

/// <summary>The user's requests to stop: Ctrl-C or SIGTERM. Thread-safe.</summary>
internal sealed class StopRequests : IDisposable
{
    private readonly TaskCompletionSource _first = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _second = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource _firstToken = new();
    private readonly List<PosixSignalRegistration> _registrations = [];

    /// <summary>Ends at the first request.</summary>
    public Task First => _first.Task;

    /// <summary>Ends at the second request.</summary>
    public Task Second => _second.Task;

    /// <summary>Cancelled at the first request.</summary>
    public CancellationToken FirstToken => _firstToken.Token;

    /// <summary>Catches this process's signals until disposed, so that they no longer end it.</summary>
    public static StopRequests FromSignals()
    {
        StopRequests requests = new();
        foreach (PosixSignal signal in (PosixSignal[])[PosixSignal.SIGINT, PosixSignal.SIGTERM])
        {
            requests._registrations.Add(PosixSignalRegistration.Create(signal, context =>
            {
                context.Cancel = true;
                requests.Raise();
            }));
        }

        return requests;
    }

    /// <summary>Notes a request.</summary>
    public void Raise()
    {
        if (_first.TrySetResult())
        {
            _firstToken.Cancel();
        }
        else
        {
            _second.TrySetResult();
        }
    }

    public void Dispose()
    {
        _registrations.ForEach(registration => registration.Dispose());
        _firstToken.Dispose();
    }
}
