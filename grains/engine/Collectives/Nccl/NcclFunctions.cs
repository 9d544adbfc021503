using System.Runtime.InteropServices;

namespace Cdarts.Engine.Collectives.Nccl;

/// <summary>The functions of NCCL that are used. Regions are addresses on the device; every call goes to the device's default stream (stream 0).</summary>
/// <remarks>
/// LibTorch computes on that stream too, so a call is ordered after the backward pass that filled a region and before the optimizer that reads it.
/// </remarks>
internal sealed unsafe class NcclFunctions(NativeExports exports)
{
    private const int Sum = 0;
    private const nint DefaultStream = 0;

    private nint _getVersion, _getUniqueId, _initRank, _finalize, _destroy, _abort, _asyncError, _count, _userRank, _errorString, _lastError;
    private nint _groupStart, _groupEnd, _allReduce, _broadcast, _allGather, _reduceScatter, _send, _receive;

    internal NcclResult GetVersion(out int version)
    {
        fixed (int* pointer = &version)
        {
            return ((delegate* unmanaged<int*, NcclResult>)exports.Find(ref _getVersion, "ncclGetVersion"))(pointer);
        }
    }

    internal NcclResult GetUniqueId(out NcclUniqueId id)
    {
        fixed (NcclUniqueId* pointer = &id)
        {
            return ((delegate* unmanaged<NcclUniqueId*, NcclResult>)exports.Find(ref _getUniqueId, "ncclGetUniqueId"))(pointer);
        }
    }

    internal NcclResult CommInitRankConfig(out nint communicator, int ranks, NcclUniqueId id, int rank, ref NcclConfig config)
    {
        fixed (nint* pointer = &communicator)
        fixed (NcclConfig* settings = &config)
        {
            return ((delegate* unmanaged<nint*, int, NcclUniqueId, int, NcclConfig*, NcclResult>)exports.Find(ref _initRank, "ncclCommInitRankConfig"))(
                pointer, ranks, id, rank, settings);
        }
    }

    internal NcclResult CommFinalize(nint communicator) =>
        ((delegate* unmanaged<nint, NcclResult>)exports.Find(ref _finalize, "ncclCommFinalize"))(communicator);

    internal NcclResult CommDestroy(nint communicator) =>
        ((delegate* unmanaged<nint, NcclResult>)exports.Find(ref _destroy, "ncclCommDestroy"))(communicator);

    internal NcclResult CommAbort(nint communicator) =>
        ((delegate* unmanaged<nint, NcclResult>)exports.Find(ref _abort, "ncclCommAbort"))(communicator);

    internal NcclResult CommGetAsyncError(nint communicator, out NcclResult state)
    {
        fixed (NcclResult* pointer = &state)
        {
            return ((delegate* unmanaged<nint, NcclResult*, NcclResult>)exports.Find(ref _asyncError, "ncclCommGetAsyncError"))(communicator, pointer);
        }
    }

    internal NcclResult CommCount(nint communicator, out int count)
    {
        fixed (int* pointer = &count)
        {
            return ((delegate* unmanaged<nint, int*, NcclResult>)exports.Find(ref _count, "ncclCommCount"))(communicator, pointer);
        }
    }

    internal NcclResult CommUserRank(nint communicator, out int rank)
    {
        fixed (int* pointer = &rank)
        {
            return ((delegate* unmanaged<nint, int*, NcclResult>)exports.Find(ref _userRank, "ncclCommUserRank"))(communicator, pointer);
        }
    }

    internal string GetErrorString(NcclResult result) => Marshal.PtrToStringUTF8(
        ((delegate* unmanaged<NcclResult, nint>)exports.Find(ref _errorString, "ncclGetErrorString"))(result)) ?? "";

    internal string GetLastError(nint communicator) => Marshal.PtrToStringUTF8(
        ((delegate* unmanaged<nint, nint>)exports.Find(ref _lastError, "ncclGetLastError"))(communicator)) ?? "";

    internal NcclResult GroupStart() => ((delegate* unmanaged<NcclResult>)exports.Find(ref _groupStart, "ncclGroupStart"))();

    internal NcclResult GroupEnd() => ((delegate* unmanaged<NcclResult>)exports.Find(ref _groupEnd, "ncclGroupEnd"))();

    internal NcclResult AllReduceSum(nint send, nint receive, nuint count, NcclDataType type, nint communicator) =>
        ((delegate* unmanaged<nint, nint, nuint, NcclDataType, int, nint, nint, NcclResult>)exports.Find(ref _allReduce, "ncclAllReduce"))(
            send, receive, count, type, Sum, communicator, DefaultStream);

    internal NcclResult Broadcast(nint send, nint receive, nuint count, NcclDataType type, int root, nint communicator) =>
        ((delegate* unmanaged<nint, nint, nuint, NcclDataType, int, nint, nint, NcclResult>)exports.Find(ref _broadcast, "ncclBroadcast"))(
            send, receive, count, type, root, communicator, DefaultStream);

    internal NcclResult AllGather(nint send, nint receive, nuint count, NcclDataType type, nint communicator) =>
        ((delegate* unmanaged<nint, nint, nuint, NcclDataType, nint, nint, NcclResult>)exports.Find(ref _allGather, "ncclAllGather"))(
            send, receive, count, type, communicator, DefaultStream);

    internal NcclResult ReduceScatterSum(nint send, nint receive, nuint count, NcclDataType type, nint communicator) =>
        ((delegate* unmanaged<nint, nint, nuint, NcclDataType, int, nint, nint, NcclResult>)exports.Find(ref _reduceScatter, "ncclReduceScatter"))(
            send, receive, count, type, Sum, communicator, DefaultStream);

    internal NcclResult Send(nint send, nuint count, NcclDataType type, int peer, nint communicator) =>
        ((delegate* unmanaged<nint, nuint, NcclDataType, int, nint, nint, NcclResult>)exports.Find(ref _send, "ncclSend"))(
            send, count, type, peer, communicator, DefaultStream);

    internal NcclResult Receive(nint receive, nuint count, NcclDataType type, int peer, nint communicator) =>
        ((delegate* unmanaged<nint, nuint, NcclDataType, int, nint, nint, NcclResult>)exports.Find(ref _receive, "ncclRecv"))(
            receive, count, type, peer, communicator, DefaultStream);
}
