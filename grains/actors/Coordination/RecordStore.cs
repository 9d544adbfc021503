using Cdarts.Engine;
using Microsoft.Extensions.Logging;
using Orleans.Storage;
using Polly;

namespace Cdarts.Grains.Coordination;

/// <summary>
/// Writes the run's record. A new generation must be written before it is acted upon; every other write may fail or take long (a full disk, a storage that is
/// away, must not stop a training): it is waited for only a moment, and tried again. A lost write race always shows. For one caller at a time.
/// </summary>
internal sealed class RecordStore(string run, IPersistentState<RunRecord> state, TimeProvider time, ILogger logger)
{
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(250);

    // A lost write race must show at once; what else fails may be a moment's trouble.
    private readonly ResiliencePipeline _writes = new ResiliencePipelineBuilder { TimeProvider = time }
        .AddRetry(new()
        {
            MaxRetryAttempts = 1,
            Delay = TimeSpan.FromMilliseconds(100),
            ShouldHandle = new PredicateBuilder().Handle<Exception>(e => e is not InconsistentStateException),
        })
        .Build();

    private RunRecord? _next;
    private Task _writing = Task.CompletedTask;

    /// <summary>True when storage is behind the record, and no write is on its way.</summary>
    public bool Behind { get; private set; }

    /// <summary>Writes the record that opens a generation.</summary>
    /// <exception cref="InconsistentStateException">Another coordinator wrote first.</exception>
    /// <exception cref="CdartsException">Storage fails.</exception>
    public async Task FenceAsync(RunRecord record)
    {
        _next = null;
        await _writing;
        try
        {
            await PutAsync(record);
        }
        catch (Exception e) when (e is not InconsistentStateException)
        {
            throw new CdartsException(
                $"Run {run} cannot begin, since its grain state cannot be written ({e.Message}): check the storage's free space and permissions.", e);
        }
    }

    /// <summary>Writes the record, or sees to it that it is written later.</summary>
    /// <exception cref="InconsistentStateException">Another coordinator wrote first.</exception>
    public async Task WriteAsync(RunRecord record)
    {
        _next = record;
        if (_writing.IsCompleted)
        {
            // A lost race of the write before, which nobody waited for to its end.
            await _writing;
            _writing = WriteNewestAsync();
        }

        await Task.WhenAny(_writing, Task.Delay(Moment, time));
        if (_writing.IsFaulted)
        {
            await _writing;
        }
    }

    private async Task WriteNewestAsync()
    {
        while (_next is { } record)
        {
            _next = null;
            try
            {
                await PutAsync(record);
            }
            catch (Exception e) when (e is not InconsistentStateException)
            {
                Behind = true;
                CoordinatorLog.RecordNotWritten(logger, run, e);
            }
        }
    }

    private async Task PutAsync(RunRecord record)
    {
        state.State = record;
        await _writes.ExecuteAsync(async _ => await state.WriteStateAsync());
        Behind = false;
    }
}
