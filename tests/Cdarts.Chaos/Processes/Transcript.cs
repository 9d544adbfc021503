namespace Cdarts.Chaos.Processes;

/// <summary>The lines that a process has written so far, and who waits for one. Thread-safe.</summary>
/// <param name="limit">The longest that a line is waited for.</param>
public sealed class Transcript(TimeSpan limit)
{
    private readonly Lock _gate = new();
    private readonly List<string> _lines = [];
    private readonly List<(Func<string, bool> Wanted, TaskCompletionSource<string> Found)> _waiting = [];
    private bool _over;

    /// <summary>Raised for every line, on the thread that reads it.</summary>
    public event Action<string>? Written;

    /// <summary>The lines so far.</summary>
    public IReadOnlyList<string> Lines
    {
        get
        {
            lock (_gate)
            {
                return [.. _lines];
            }
        }
    }

    /// <summary>Adds a line; null ends the transcript.</summary>
    public void Add(string? line)
    {
        lock (_gate)
        {
            if (line is null)
            {
                _over = true;
                _waiting.ForEach(one => one.Found.TrySetException(Missing()));
                return;
            }

            _lines.Add(line);
            _waiting.Where(one => one.Wanted(line)).ToList().ForEach(one => one.Found.TrySetResult(line));
        }

        Written?.Invoke(line);
    }

    /// <summary>The first line that is wanted, now or later.</summary>
    /// <exception cref="InvalidOperationException">The process ended without it.</exception>
    /// <exception cref="TimeoutException">It does not come.</exception>
    public Task<string> FirstAsync(Func<string, bool> wanted)
    {
        lock (_gate)
        {
            if (_lines.Find(line => wanted(line)) is { } line)
            {
                return Task.FromResult(line);
            }

            TaskCompletionSource<string> found = new(TaskCreationOptions.RunContinuationsAsynchronously);
            if (_over)
            {
                found.SetException(Missing());
            }

            _waiting.Add((wanted, found));
            return found.Task.WaitAsync(limit);
        }
    }

    /// <inheritdoc/>
    public override string ToString() => string.Concat(Lines.Select(line => line + "\n"));

    private InvalidOperationException Missing()
    {
        string written = string.Concat(_lines.TakeLast(30).Select(line => line + "\n"));
        return new($"The process ended without the line that was waited for; its last lines:\n{written}");
    }
}
