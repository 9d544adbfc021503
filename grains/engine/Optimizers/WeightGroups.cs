using Cdarts.Engine.Networks.Layers;

namespace Cdarts.Engine.Optimizers;

/// <summary>The weights of a run by who steps them, each list in a fixed order.</summary>
/// <param name="Fixed">Weights that do not learn (fixed heads, a constant ensemble parameter).</param>
/// <param name="SearchOnly">Weights of the search network alone.</param>
/// <param name="Shared">Weights of both networks.</param>
/// <param name="EvaluationOnly">Weights of the evaluation network alone that every topology uses.</param>
/// <param name="Candidates">Weights of the evaluation network's candidate operations: in use or pooled, by topology.</param>
/// <param name="Alphas">The architecture logits; null where there are none.</param>
internal sealed record WeightGroups(
    IReadOnlyList<Weight> Fixed,
    IReadOnlyList<Weight> SearchOnly,
    IReadOnlyList<Weight> Shared,
    IReadOnlyList<Weight> EvaluationOnly,
    IReadOnlyList<Weight> Candidates,
    Weight? Alphas)
{
    /// <summary>The groups of one network that is trained alone: all its weights are in the evaluation group.</summary>
    internal static WeightGroups Single(IReadOnlyList<Weight> weights) => new([], [], [], weights, [], null);

    /// <summary>The architecture logits as a list of one or none.</summary>
    internal IEnumerable<Weight> AlphasIfAny => Alphas is null ? [] : [Alphas];

    internal IEnumerable<Weight> All => Fixed.Concat(SearchOnly).Concat(Shared).Concat(EvaluationOnly).Concat(Candidates).Concat(AlphasIfAny);
}
