using System.Collections.Concurrent;

namespace Cdarts.Grains.Replicas;

/// <summary>
/// The one thread on which a silo's tensors live. Work runs in the order in which it was posted; <see cref="Post"/> may be called from any thread.
/// </summary>
internal sealed class TrainingThread : IDisposable
{
    private readonly BlockingCollection<Action> _work = [];
    private readonly Thread _thread;
    private readonly TimeSpan _patience;

    /// <summary>Starts the thread.</summary>
    /// <param name="name">Name of the thread.</param>
    /// <param name="patience">How long <see cref="Dispose"/> waits for the work in hand.</param>
    public TrainingThread(string name, TimeSpan patience)
    {
        _patience = patience;
        _thread = new Thread(Loop) { Name = name, IsBackground = true };
        _thread.Start();
    }

    /// <summary>Adds work, which must not throw. After the end it is dropped.</summary>
    public void Post(Action work)
    {
        try
        {
            _work.Add(work);
        }
        catch (InvalidOperationException)
        {
            // The silo ends: there is no one left to work for.
        }
    }

    /// <summary>Lets the thread end after the work posted so far, and waits for it a little.</summary>
    public void Dispose()
    {
        _work.CompleteAdding();
        _thread.Join(_patience);
    }

    private void Loop()
    {
        foreach (Action work in _work.GetConsumingEnumerable())
        {
            work();
        }
    }
}
