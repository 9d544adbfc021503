namespace Cdarts.Engine.Training.Layouts;

/// <summary>How replicas are shared out to a ratio of search and evaluation replicas.</summary>
public static class RoleRatio
{
    /// <summary>Search replicas among those that are there: as near to the ratio as can be with at least one on each side.</summary>
    /// <param name="replicas">Replicas, at least two.</param>
    /// <param name="searchParts">Search replicas of the ratio.</param>
    /// <param name="evaluationParts">Evaluation replicas of the ratio.</param>
    /// <param name="held">Replicas that hold the search network already; of two counts that are as near, the one is taken that moves fewer. Null for none: the larger one.</param>
    public static int SearchReplicas(int replicas, int searchParts, int evaluationParts, int? held = null)
    {
        int parts = searchParts + evaluationParts, below = replicas * searchParts / parts, rest = 2 * (replicas * searchParts % parts);
        bool nearBelow = rest < parts || (rest == parts && held <= below);
        return Math.Clamp(nearBelow ? below : below + 1, 1, replicas - 1);
    }
}
