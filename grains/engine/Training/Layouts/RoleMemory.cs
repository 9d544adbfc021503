using Cdarts.Engine.Networks;
using Cdarts.Engine.Networks.Layers;

namespace Cdarts.Engine.Training.Layouts;

/// <summary>
/// Frees what a replica's role does not need. Both networks are built on every replica, since initial weights come from one generator in a fixed order; the one that
/// is elsewhere stays as a description without tensors.
/// </summary>
internal static class RoleMemory
{
    /// <summary>Frees the weights and batch norms of two networks that are not among those that are held.</summary>
    internal static void Release(SearchNetwork search, EvaluationNetwork evaluation, HashSet<Weight> held, HashSet<BatchNorm> heldNorms)
    {
        foreach (Weight weight in search.Weights.Union(evaluation.Weights).Where(weight => !held.Contains(weight)))
        {
            weight.Release();
        }

        foreach (BatchNorm norm in search.Norms.Union(evaluation.Norms).Where(norm => !heldNorms.Contains(norm)))
        {
            norm.Release();
        }
    }
}
