namespace Cdarts.Engine.Training.Retraining;

/// <summary>
/// What a network's size sets in the published CIFAR runs (specification, 4). By parameters without the auxiliary classifier, in millions: below 3.0 weight
/// decay 3e-4 and drop path 0.2; from 3.0 to below 3.5 3e-4 and 0.3; else 5e-4 and 0.3.
/// </summary>
/// <param name="WeightDecay">L2 weight decay.</param>
/// <param name="DropPath">Probability of drop path after the last epoch.</param>
internal readonly record struct SizeRule(double WeightDecay, double DropPath)
{
    internal static SizeRule Of(long parameters) => parameters switch
    {
        < 3_000_000 => new(3e-4, .2),
        < 3_500_000 => new(3e-4, .3),
        _ => new(5e-4, .3),
    };

    /// <summary>Settings with the rule applied, if they ask for it.</summary>
    internal static RetrainSettings Apply(RetrainSettings settings, long parameters)
    {
        SizeRule rule = Of(parameters);
        return settings.SizeRule
            ? settings with { Optimizer = settings.Optimizer with { WeightDecay = rule.WeightDecay }, DropPath = rule.DropPath }
            : settings;
    }
}
