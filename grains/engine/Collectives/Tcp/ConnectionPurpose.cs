namespace Cdarts.Engine.Collectives.Tcp;

/// <summary>What a connection is for. The numbers are on the wire.</summary>
internal enum ConnectionPurpose : byte
{
    Data = 1,
    Liveness = 2,
}
