using System.Collections.Concurrent;

namespace Cdarts.Engine.Data.Loading;

/// <summary>
/// Batches of one set, loaded ahead in the order in which they will be asked for. The pictures of a batch may be finished in any order, each in its place. An
/// order that was not expected (another step, epoch, rank or number of replicas) drops what is ahead and begins anew, which takes no longer than the pictures that
/// threads have in hand.
/// </summary>
/// <remarks>To be used on one thread, beside the loader's own.</remarks>
internal sealed class LoaderStream : IDisposable
{
    /// <summary>Batches of a ring; fewer where they would take more memory than this.</summary>
    private const int MostBatches = 4;
    private const long MostBytes = 1L << 30;

    private readonly LoaderThreads _threads;
    private readonly Func<PictureWorker> _newWorker;
    private readonly ConcurrentBag<PictureWorker> _workers = [];
    private readonly List<LoadedBatch> _ahead = [];
    private readonly List<LoadedBatch> _free = [];
    private readonly List<LoadedBatch> _all = [];
    private readonly int _bytesPerPicture;
    private readonly bool _pinned;
    private LoadedBatch? _taken;
    private bool _disposed;

    /// <summary>Creates the stream; nothing is loaded before the first <see cref="Take"/>.</summary>
    /// <param name="threads">Threads that load.</param>
    /// <param name="newWorker">Makes what a thread needs; each is used by one thread at a time.</param>
    /// <param name="bytesPerPicture">Bytes of a loaded picture.</param>
    /// <param name="pinned">Whether batches are in locked memory, for copies to a CUDA device.</param>
    public LoaderStream(LoaderThreads threads, Func<PictureWorker> newWorker, int bytesPerPicture, bool pinned)
    {
        (_threads, _newWorker, _bytesPerPicture, _pinned) = (threads, newWorker, bytesPerPicture, pinned);
        threads.Add(this);
    }

    /// <summary>How many batches the reader takes before it needs the next picture that is to be loaded; null: there is none. Only under the gate.</summary>
    internal int? Lead => _ahead.FindIndex(batch => batch.HasWork) is >= 0 and int place ? place : null;

    /// <summary>Waits for a batch. It is valid until the next call or <see cref="Release"/>.</summary>
    /// <exception cref="CdartsException">A picture of it cannot be used.</exception>
    public LoadedBatch Take(BatchOrder order)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        LoadedBatch batch;
        lock (_threads.Gate)
        {
            Release();
            if (_ahead.Count == 0 || _ahead[0].Order != order)
            {
                DropAll();
                Append(order, wait: true);
            }

            Extend();
            batch = _ahead[0];
            while (!batch.IsComplete)
            {
                Monitor.Wait(_threads.Gate);
            }

            _ahead.RemoveAt(0);
            _taken = batch;
        }

        if (batch.Failure is { } failure)
        {
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(failure);
        }

        return batch;
    }

    /// <summary>Gives the batch in hand back early, so that the next one is loaded into its memory.</summary>
    public void Release()
    {
        lock (_threads.Gate)
        {
            if (_taken is not null)
            {
                _free.Add(_taken);
                _taken = null;
                Extend();
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_threads.Gate)
        {
            if (_disposed)
            {
                return;
            }

            _disposed = true;
            Release();
            DropAll();
            _threads.Remove(this);
            while (_free.Count < _all.Count)
            {
                Monitor.Wait(_threads.Gate);
            }
        }

        _all.ForEach(batch => batch.Dispose());
    }

    /// <summary>Gives a picture to a thread. Only under the gate.</summary>
    internal (LoadedBatch Batch, int Slot) GiveWork()
    {
        LoadedBatch batch = _ahead.First(batch => batch.HasWork);
        return (batch, batch.Give());
    }

    /// <summary>Loads a picture; on a loader's thread.</summary>
    /// <returns>Why it cannot be used; null: it is there.</returns>
    internal Exception? Load(LoadedBatch batch, int slot)
    {
        PictureWorker worker = _workers.TryTake(out PictureWorker? idle) ? idle : _newWorker();
        Exception? failure = worker.Load(batch.Order, batch.Pictures[slot], batch.Target(slot));
        _workers.Add(worker);
        return failure;
    }

    /// <summary>A thread has finished. Only under the gate.</summary>
    internal void Finished(LoadedBatch batch, int slot, Exception? failure)
    {
        batch.Finish(slot, failure);
        if (batch.IsDropped && batch.IsQuiet)
        {
            _free.Add(batch);
            Extend();
            Monitor.PulseAll(_threads.Gate);
        }
        else if (batch.IsComplete)
        {
            Monitor.PulseAll(_threads.Gate);
        }
    }

    private void DropAll()
    {
        foreach (LoadedBatch batch in _ahead)
        {
            batch.Drop();
            if (batch.IsQuiet)
            {
                _free.Add(batch);
            }
        }

        _ahead.Clear();
    }

    /// <summary>Loads ahead as far as there is memory.</summary>
    private void Extend()
    {
        while (!_disposed && _ahead.Count > 0 && HasRoom() && _ahead[^1].Order.Next() is { } next)
        {
            Append(next, wait: false);
        }
    }

    private bool HasRoom() => _free.Count > 0 || _all.Count < Depth();

    private int Depth()
    {
        long bytes = (long)Math.Max(_all.Max(batch => batch.Pictures.Length), 1) * _bytesPerPicture;
        return (int)Math.Clamp(MostBytes / bytes, 2, MostBatches);
    }

    private void Append(BatchOrder order, bool wait)
    {
        while (wait && _free.Count == 0 && _all.Count >= MostBatches)
        {
            Monitor.Wait(_threads.Gate);
        }

        if (_free.Count == 0)
        {
            LoadedBatch fresh = new(_bytesPerPicture, _pinned);
            _all.Add(fresh);
            _free.Add(fresh);
        }

        // Free until it has begun: an order that is refused leaves nothing behind.
        LoadedBatch batch = _free[^1];
        batch.Begin(order);
        _free.RemoveAt(_free.Count - 1);
        _ahead.Add(batch);
        Monitor.PulseAll(_threads.Gate);
    }
}
