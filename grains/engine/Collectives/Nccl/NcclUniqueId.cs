using System.Runtime.CompilerServices;

namespace Cdarts.Engine.Collectives.Nccl;

/// <summary>
/// ncclUniqueId, passed by value. It names the listening socket of the replica that made it and is all that a stranger needs to join: it travels over the
/// authenticated control group alone, is used once, and is never logged.
/// </summary>
[InlineArray(Size)]
internal struct NcclUniqueId
{
    internal const int Size = 128;

    private byte _first;
}
