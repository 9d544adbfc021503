namespace Cdarts.Engine.Collectives.Tcp;

/// <summary>A group within the mesh.</summary>
/// <param name="Mesh">Connections.</param>
/// <param name="Ranks">Rank in the world of every member, by rank in the group.</param>
/// <param name="Rank">Own rank in the group.</param>
internal sealed record GroupMembers(TcpMesh Mesh, int[] Ranks, int Rank)
{
    internal int Count => Ranks.Length;

    internal FlowPump Pump => Mesh.Pump;

    /// <summary>Takes a member into the call in hand.</summary>
    internal PeerFlow With(int member) => Pump.With(Ranks[member]);

    /// <summary>The header that a member sends in this call.</summary>
    internal FrameHeader From(int member, FrameHeader call, int part, long bytes) =>
        call with { Sender = Ranks[member], Part = (byte)part, Bytes = bytes };
}
