namespace Cdarts.Engine.Checkpoints;

/// <summary>
/// Writes checkpoints on a thread of its own: one is being written, one may wait. Safe to call from any thread; the callbacks come on the writer's thread
/// and must not throw.
/// </summary>
public sealed class CheckpointWriter : IDisposable
{
    private readonly CheckpointStore _store;
    private readonly Action<CheckpointManifest, long> _onWritten;
    private readonly Action<CheckpointWriteException> _onFailed;
    private readonly Thread _thread;
    private readonly object _guard = new();
    private CheckpointContent? _pending;
    private bool _writing;
    private bool _closing;
    private bool _lastSucceeded = true;

    /// <summary>Starts the thread.</summary>
    /// <param name="store">Store; used by this writer alone.</param>
    /// <param name="onWritten">A checkpoint is durable: its manifest and the size of its files in bytes.</param>
    /// <param name="onFailed">A checkpoint was not written.</param>
    public CheckpointWriter(CheckpointStore store, Action<CheckpointManifest, long> onWritten, Action<CheckpointWriteException> onFailed)
    {
        _store = store;
        _onWritten = onWritten;
        _onFailed = onFailed;
        _thread = new Thread(Run) { IsBackground = true, Name = "checkpoint writer" };
        _thread.Start();
    }

    /// <summary>Hands a checkpoint over; returns at once.</summary>
    /// <returns>False if one is waiting already: this one is not taken.</returns>
    public bool TryEnqueue(CheckpointContent content)
    {
        lock (_guard)
        {
            ObjectDisposedException.ThrowIf(_closing, this);
            if (_pending is not null)
            {
                return false;
            }

            _pending = content;
            Monitor.PulseAll(_guard);
            return true;
        }
    }

    /// <summary>Waits until everything that was handed over is durable or has failed, callbacks included. Not for use in a callback.</summary>
    /// <returns>Whether the last checkpoint is durable; true if there was none.</returns>
    public bool Flush()
    {
        lock (_guard)
        {
            while (_pending is not null || _writing)
            {
                Monitor.Wait(_guard);
            }

            return _lastSucceeded;
        }
    }

    /// <summary>Writes what is waiting, then ends the thread.</summary>
    public void Dispose()
    {
        lock (_guard)
        {
            _closing = true;
            Monitor.PulseAll(_guard);
        }

        _thread.Join();
    }

    private void Run()
    {
        while (Take() is { } content)
        {
            bool succeeded = Write(content);
            lock (_guard)
            {
                _lastSucceeded = succeeded;
                _writing = false;
                Monitor.PulseAll(_guard);
            }
        }
    }

    private CheckpointContent? Take()
    {
        lock (_guard)
        {
            while (_pending is null && !_closing)
            {
                Monitor.Wait(_guard);
            }

            CheckpointContent? content = _pending;
            _pending = null;
            _writing = content is not null;
            return content;
        }
    }

    private bool Write(CheckpointContent content)
    {
        CheckpointManifest manifest;
        try
        {
            manifest = _store.Write(content);
        }
        catch (CheckpointWriteException failure)
        {
            _onFailed(failure);
            return false;
        }
        catch (Exception unexpected)
        {
            // An error of the program, not of the disk: it must not end the process from a thread that nobody watches, nor pass unseen.
            _onFailed(new CheckpointWriteException(
                $"The checkpoint at {content.Cursor} was not written because of an unexpected error ({unexpected.GetType().Name}: {unexpected.Message.TrimEnd('.')}).", unexpected));
            return false;
        }

        _onWritten(manifest, manifest.Bytes);
        return true;
    }
}
