using Cdarts.Engine;
using Microsoft.Extensions.Logging;
using Orleans.Storage;

namespace Cdarts.Grains.Coordination;

/// <summary>
/// Writes the run's record. A new generation must be written before it is acted upon; every other write may fail (a full disk must not stop a
/// training) and is tried again. A lost write race always throws.
/// </summary>
internal sealed class RecordStore(string run, IPersistentState<RunRecord> state, ILogger logger)
{
    /// <summary>True when storage is behind the record.</summary>
    public bool Behind { get; private set; }

    /// <summary>Writes the record that opens a generation.</summary>
    /// <exception cref="InconsistentStateException">Another coordinator wrote first.</exception>
    /// <exception cref="CdartsException">Storage fails.</exception>
    public async Task FenceAsync(RunRecord record)
    {
        state.State = record;
        try
        {
            await state.WriteStateAsync();
            Behind = false;
        }
        catch (Exception e) when (e is not InconsistentStateException)
        {
            throw new CdartsException(
                $"Run {run} cannot begin, since its grain state cannot be written ({e.Message}): check the storage's free space and permissions.", e);
        }
    }

    /// <summary>Writes the record, or notes that it must be written later.</summary>
    /// <exception cref="InconsistentStateException">Another coordinator wrote first.</exception>
    public async Task WriteAsync(RunRecord record)
    {
        state.State = record;
        try
        {
            await state.WriteStateAsync();
            Behind = false;
        }
        catch (Exception e) when (e is not InconsistentStateException)
        {
            Behind = true;
            CoordinatorLog.RecordNotWritten(logger, run, e);
        }
    }
}
