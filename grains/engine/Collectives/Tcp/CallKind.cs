namespace Cdarts.Engine.Collectives.Tcp;

/// <summary>What a frame belongs to. The numbers are on the wire.</summary>
internal enum CallKind : byte
{
    AllReduceSum = 1,
    Broadcast = 2,
    AllGather = 3,
    Barrier = 4,
    SendReceive = 5,
}
