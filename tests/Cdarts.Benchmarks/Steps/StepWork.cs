using Cdarts.Engine.Networks;

namespace Cdarts.Benchmarks.Steps;

/// <summary>Multiply-adds of a part of a network in an update, for one picture.</summary>
/// <param name="Part">Part.</param>
/// <param name="Forward">Multiply-adds of one forward pass.</param>
/// <param name="InputGradient">Whether the gradient of its input is computed; it costs as much as a forward pass.</param>
/// <param name="WeightGradient">Whether the gradients of its weights are computed; they cost as much as a forward pass.</param>
internal sealed record PartWork(string Part, long Forward, bool InputGradient, bool WeightGradient)
{
    internal int Passes => 1 + (InputGradient ? 1 : 0) + (WeightGradient ? 1 : 0);

    internal long MultiplyAdds => Passes * Forward;
}

/// <summary>
/// What the algorithm has to compute in each kind of step, whatever computes it: convolutions and linear maps, for one picture. Batch norms, pools,
/// mixing and optimizers are not counted. Holds for networks that share their stem and fixed heads, as <see cref="StepSize"/>'s do.
/// </summary>
internal sealed class StepWork
{
    internal StepWork(StepSize size)
    {
        NetworkSettings settings = size.Settings.Network;
        NetworkCost search = NetworkCost.Search(settings, size.Classes, size.Side);
        NetworkCost evaluation = Evaluation(size, withHeads: true);
        long heads = evaluation.MultiplyAdds - Evaluation(size, withHeads: false).MultiplyAdds;
        long stem = NetworkCost.StemCost(settings, size.Side).MultiplyAdds;
        (SearchParameters, EvaluationParameters) = (search.Parameters, evaluation.Parameters);

        // No picture needs a gradient; fixed heads have no weight gradients but pass them on.
        PartWork Stem(string network) => new($"{network}: stem", stem, InputGradient: false, WeightGradient: true);
        PartWork Heads(string network) => new($"{network}: distillation heads", heads, InputGradient: true, WeightGradient: false);
        PartWork Body(string network, NetworkCost cost, bool learns) =>
            new($"{network}: cells and classifier", cost.MultiplyAdds - heads - stem, InputGradient: true, WeightGradient: learns);

        // Alphas, stem and evaluation network learn; the search network's own weights do not.
        FirstUpdate =
        [
            Stem("search"), Body("search", search, learns: false), Heads("search"),
            Stem("evaluation"), Body("evaluation", evaluation, learns: true), Heads("evaluation"),
        ];
        SecondUpdate = [Stem("search"), Body("search", search, learns: true)];
        EvaluationWarmup = [Stem("evaluation"), Body("evaluation", evaluation, learns: true)];
    }

    internal long SearchParameters { get; }

    internal long EvaluationParameters { get; }

    internal IReadOnlyList<PartWork> FirstUpdate { get; }

    /// <summary>A search warm-up step as well.</summary>
    internal IReadOnlyList<PartWork> SecondUpdate { get; }

    internal IReadOnlyList<PartWork> EvaluationWarmup { get; }

    /// <summary>Multiply-adds of a joint step for one validation and one training picture.</summary>
    internal long Joint => Total(FirstUpdate) + Total(SecondUpdate);

    internal static long Total(IReadOnlyList<PartWork> parts) => parts.Sum(part => part.MultiplyAdds);

    internal void Print(TextWriter output)
    {
        output.WriteLine("million multiply-adds of the algorithm, for one picture (convolutions and linear maps; twice that in operations):");
        output.WriteLine("  where               | part                             |  forward | input grad | weight grad |    total");
        Print(output, "update 1", FirstUpdate);
        Print(output, "update 2, warm-up", SecondUpdate);
        Print(output, "evaluation warm-up", EvaluationWarmup);
        output.WriteLine($"  joint step: {Joint / 1e6:F1} per pair of pictures");
    }

    private static void Print(TextWriter output, string where, IReadOnlyList<PartWork> parts)
    {
        foreach (PartWork part in parts)
        {
            double forward = part.Forward / 1e6;
            output.WriteLine(
                $"  {where,-19} | {part.Part,-32} | {forward,8:F2} | {(part.InputGradient ? forward : 0),10:F2} |"
                + $" {(part.WeightGradient ? forward : 0),11:F2} | {part.MultiplyAdds / 1e6,8:F2}");
        }

        output.WriteLine($"  {where,-19} | {"sum",-32} | {"",8} | {"",10} | {"",11} | {Total(parts) / 1e6,8:F2}");
    }

    private static NetworkCost Evaluation(StepSize size, bool withHeads) =>
        NetworkCost.Evaluation(size.Settings.Network, StepSize.Topology, size.Classes, size.Side, affine: false, withHeads);
}
