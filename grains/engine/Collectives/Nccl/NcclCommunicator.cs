namespace Cdarts.Engine.Collectives.Nccl;

/// <summary>One communicator. Its members are called under the gate of its generation; only <see cref="Abort"/> may come while a call is stuck in NCCL.</summary>
internal sealed class NcclCommunicator(NcclFunctions functions, int rank, int size)
{
    private nint _handle;

    /// <summary>What NCCL calls it; 0 until it is started and after it has ended.</summary>
    internal nint Handle => Volatile.Read(ref _handle);

    internal int Rank => rank;

    internal int Size => size;

    /// <summary>Starts to form it; done when <see cref="State"/> is success.</summary>
    internal NcclResult Start(NcclUniqueId id)
    {
        NcclConfig config = NcclConfig.NonBlocking();
        NcclResult result = functions.CommInitRankConfig(out nint handle, size, id, rank, ref config);
        _handle = handle;
        return result;
    }

    /// <summary>What has become of the calls so far; in progress for ever once it has ended.</summary>
    internal NcclResult State()
    {
        nint handle = Handle;
        if (handle == 0)
        {
            return NcclResult.InProgress;
        }

        NcclResult result = functions.CommGetAsyncError(handle, out NcclResult state);
        return result == NcclResult.Success ? state : result;
    }

    /// <summary>Whether NCCL has this replica where the group has it.</summary>
    internal bool IsInPlace() =>
        functions.CommCount(Handle, out int count) == NcclResult.Success && count == size
        && functions.CommUserRank(Handle, out int place) == NcclResult.Success && place == rank;

    /// <summary>Ends it whatever it is doing; may hang.</summary>
    internal void Abort()
    {
        // Taken away first: a call that the abort frees must find nothing more to ask.
        nint handle = Interlocked.Exchange(ref _handle, 0);
        if (handle != 0)
        {
            _ = functions.CommAbort(handle);
        }
    }

    /// <summary>Starts its orderly end; done when <see cref="State"/> is no longer in progress.</summary>
    internal NcclResult StartFinalize() => functions.CommFinalize(Handle);

    /// <summary>Frees it after its orderly end.</summary>
    internal void Destroy() => _ = functions.CommDestroy(Interlocked.Exchange(ref _handle, 0));
}
