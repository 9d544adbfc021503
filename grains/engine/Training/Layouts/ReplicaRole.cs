namespace Cdarts.Engine.Training.Layouts;

/// <summary>Which of the two networks a replica holds.</summary>
public enum ReplicaRole
{
    /// <summary>Both: the together layout.</summary>
    Together = 0,

    /// <summary>The search network.</summary>
    Search = 1,

    /// <summary>The evaluation network.</summary>
    Evaluation = 2,
}

/// <summary>What a role means.</summary>
internal static class ReplicaRoleExtensions
{
    /// <summary>Whether a replica of this role holds a network.</summary>
    internal static bool Holds(this ReplicaRole role, NetworkSide side) => role switch
    {
        ReplicaRole.Search => side == NetworkSide.Search,
        ReplicaRole.Evaluation => side == NetworkSide.Evaluation,
        _ => true,
    };
}
