using System.Diagnostics;

namespace Cdarts.Engine.Collectives.Nccl;

/// <summary>A control seat, whose groups get communicators beside them.</summary>
internal sealed class NcclSeat(ICollectiveSeat control, NcclLibrary library, Func<IDeviceEvents> events, NcclOptions options) : ICollectiveSeat
{
    private readonly Lock _lock = new();
    private NcclGeneration? _generation;
    private string? _aborted;

    /// <inheritdoc/>
    public string Endpoint => control.Endpoint;

    /// <inheritdoc/>
    public CollectiveGroups Form(GroupSpec group, TimeSpan deadline)
    {
        long started = Stopwatch.GetTimestamp();
        CollectiveGroups groups = control.Form(group, deadline);
        NcclGeneration generation = Begin(groups);
        try
        {
            return new NcclFormation(library, generation, groups, group).Form(deadline - Stopwatch.GetElapsedTime(started));
        }
        catch (CdartsException)
        {
            generation.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Abort(string reason)
    {
        NcclGeneration? generation;
        lock (_lock)
        {
            _aborted ??= reason;
            generation = _generation;
        }

        control.Abort(reason);
        generation?.End(new CollectiveException([], reason));
    }

    /// <inheritdoc/>
    public void Dispose() => control.Dispose();

    private NcclGeneration Begin(CollectiveGroups groups)
    {
        IDeviceEvents device = events();
        device.Select();
        lock (_lock)
        {
            _generation = new NcclGeneration(library.Functions, device, options, groups);
            if (_aborted is { } reason)
            {
                _generation.End(new CollectiveException([], reason));
            }

            return _generation;
        }
    }
}
