namespace Cdarts.Engine.Collectives.Nccl;

/// <summary>One communicator. Its members are called under the gate of its generation.</summary>
internal sealed class NcclCommunicator(NcclFunctions functions, int rank, int size)
{
    /// <summary>What NCCL calls it; 0 until it is started and after it has ended.</summary>
    internal nint Handle { get; private set; }

    internal int Rank => rank;

    internal int Size => size;

    /// <summary>Starts to form it; done when <see cref="State"/> is success.</summary>
    internal NcclResult Start(NcclUniqueId id)
    {
        NcclConfig config = NcclConfig.NonBlocking();
        NcclResult result = functions.CommInitRankConfig(out nint handle, size, id, rank, ref config);
        Handle = handle;
        return result;
    }

    /// <summary>What has become of the calls so far.</summary>
    internal NcclResult State()
    {
        NcclResult result = functions.CommGetAsyncError(Handle, out NcclResult state);
        return result == NcclResult.Success ? state : result;
    }

    /// <summary>Whether NCCL has this replica where the group has it.</summary>
    internal bool IsInPlace() =>
        functions.CommCount(Handle, out int count) == NcclResult.Success && count == size
        && functions.CommUserRank(Handle, out int place) == NcclResult.Success && place == rank;

    /// <summary>Ends it whatever it is doing; may hang.</summary>
    internal void Abort()
    {
        if (Handle != 0)
        {
            _ = functions.CommAbort(Handle);
            Handle = 0;
        }
    }

    /// <summary>Starts its orderly end; done when <see cref="State"/> is no longer in progress.</summary>
    internal NcclResult StartFinalize() => functions.CommFinalize(Handle);

    /// <summary>Frees it after its orderly end.</summary>
    internal void Destroy()
    {
        _ = functions.CommDestroy(Handle);
        Handle = 0;
    }
}
