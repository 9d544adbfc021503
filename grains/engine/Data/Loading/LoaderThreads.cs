using System.Globalization;

namespace Cdarts.Engine.Data.Loading;

/// <summary>
/// Dedicated threads that read, decode and transform pictures for the streams of one run. The next picture is taken from the stream whose reader will wait for
/// it soonest. How many threads there are changes no batch.
/// </summary>
internal sealed class LoaderThreads : IDisposable
{
    /// <summary>Environment variable with their number.</summary>
    public const string Variable = "CDARTS_LOADER_THREADS";

    private const int Most = 1024;

    private readonly object _gate = new();
    private readonly List<LoaderStream> _streams = [];
    private readonly Thread[] _threads;
    private bool _ended;

    /// <summary>Starts the threads.</summary>
    /// <param name="count">How many; null: what the environment says, else as many as there are cores.</param>
    /// <exception cref="CdartsException">The environment does not have a number of threads.</exception>
    public LoaderThreads(int? count = null)
    {
        _threads = new Thread[count ?? DefaultCount()];
        for (int i = 0; i < _threads.Length; i++)
        {
            _threads[i] = new Thread(Work) { IsBackground = true, Name = $"cdarts loader {i + 1}" };
            _threads[i].Start();
        }
    }

    /// <summary>Guards the streams and their batches; pulsed when one of them changes.</summary>
    internal object Gate => _gate;

    /// <summary>The number of threads that a run has.</summary>
    /// <exception cref="CdartsException">The environment does not have a number of threads.</exception>
    public static int DefaultCount() => CountOf(Environment.GetEnvironmentVariable(Variable));

    /// <summary>The number that the environment's text gives.</summary>
    internal static int CountOf(string? text)
    {
        if (string.IsNullOrEmpty(text))
        {
            return Environment.ProcessorCount;
        }

        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int count) && count is >= 1 and <= Most
            ? count
            : throw new CdartsException($"{Variable} is '{text}': use a number of threads from 1 to {Most}, or leave it out for as many as there are cores.");
    }

    /// <summary>Ends the threads, after the picture that each has in hand. The streams must be disposed of before.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _ended = true;
            Monitor.PulseAll(_gate);
        }

        foreach (Thread thread in _threads)
        {
            thread.Join();
        }
    }

    internal void Add(LoaderStream stream)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_ended, this);
            _streams.Add(stream);
        }
    }

    /// <summary>Only under the gate.</summary>
    internal void Remove(LoaderStream stream) => _streams.Remove(stream);

    private void Work()
    {
        while (true)
        {
            LoaderStream stream;
            LoadedBatch batch;
            int slot;
            lock (_gate)
            {
                while (MostUrgent() is null && !_ended)
                {
                    Monitor.Wait(_gate);
                }

                if (_ended)
                {
                    return;
                }

                stream = MostUrgent()!;
                (batch, slot) = stream.GiveWork();
            }

            Exception? failure = stream.Load(batch, slot);
            lock (_gate)
            {
                stream.Finished(batch, slot, failure);
            }
        }
    }

    private LoaderStream? MostUrgent()
    {
        LoaderStream? best = null;
        int least = int.MaxValue;
        foreach (LoaderStream stream in _streams)
        {
            if (stream.Lead is { } lead && lead < least)
            {
                (best, least) = (stream, lead);
            }
        }

        return best;
    }
}
