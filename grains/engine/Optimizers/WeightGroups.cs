using Cdarts.Engine.Networks.Layers;

namespace Cdarts.Engine.Optimizers;

/// <summary>The weights of a run by who steps them, each list in a fixed order.</summary>
/// <param name="Fixed">Weights that do not learn (fixed heads, a constant ensemble parameter).</param>
/// <param name="SearchOnly">Weights of the search network alone.</param>
/// <param name="Shared">Weights of both networks.</param>
/// <param name="EvaluationOnly">Weights of the evaluation network alone that every topology uses.</param>
/// <param name="Candidates">Weights of the evaluation network's candidate operations: in use or pooled, by topology.</param>
/// <param name="Alphas">The architecture logits.</param>
internal sealed record WeightGroups(
    IReadOnlyList<Weight> Fixed,
    IReadOnlyList<Weight> SearchOnly,
    IReadOnlyList<Weight> Shared,
    IReadOnlyList<Weight> EvaluationOnly,
    IReadOnlyList<Weight> Candidates,
    Weight Alphas)
{
    internal IEnumerable<Weight> All => Fixed.Concat(SearchOnly).Concat(Shared).Concat(EvaluationOnly).Concat(Candidates).Append(Alphas);
}
