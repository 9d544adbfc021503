using Cdarts.Engine.Training.Layouts;

namespace Cdarts.Engine.Training;

/// <summary>What a joint step knows of its first update; nothing when that was made before.</summary>
/// <param name="Scalars">Scalars.</param>
/// <param name="EvaluationNorm">Norm of the evaluation group's gradient; null where that did not learn.</param>
/// <param name="Sides">What the sides waited.</param>
internal sealed record FirstUpdate(IReadOnlyDictionary<UpdateScalar, double> Scalars, double? EvaluationNorm = null, SideFigures? Sides = null)
{
    internal static FirstUpdate None { get; } = new(new Dictionary<UpdateScalar, double>());

    /// <summary>The second update's begin, where it was not waited with until this one had passed its vote.</summary>
    internal Update? Ahead { get; init; }

    /// <summary>The step's scalars.</summary>
    internal IReadOnlyDictionary<UpdateScalar, double> With(IReadOnlyDictionary<UpdateScalar, double> second) =>
        Scalars.Concat(second.Where(pair => !Scalars.ContainsKey(pair.Key))).ToDictionary();
}
