namespace Cdarts.Engine.Training.Layouts;

/// <summary>What the sides of the split layout waited for each other; the same on all replicas.</summary>
/// <param name="SearchWait">How long a search replica was in calls with the other side, as a mean over them: from the vote before to this one.</param>
/// <param name="EvaluationWait">The same of an evaluation replica.</param>
/// <param name="Exchange">How long an exchange of logits took once all partners had come to it, when it was last measured; null before.</param>
public sealed record SideFigures(TimeSpan SearchWait, TimeSpan EvaluationWait, TimeSpan? Exchange)
{
    /// <summary>Reads the sums over all replicas.</summary>
    /// <param name="summed">By <see cref="SideScalar"/>.</param>
    internal static SideFigures Of(ReadOnlySpan<double> summed) => new(
        TimeSpan.FromSeconds(summed[(int)SideScalar.SearchWait]),
        TimeSpan.FromSeconds(summed[(int)SideScalar.EvaluationWait]),
        summed[(int)SideScalar.Exchanges] > 0 ? TimeSpan.FromSeconds(summed[(int)SideScalar.Exchange] / summed[(int)SideScalar.Exchanges]) : null);

    /// <summary>The figures of a step that has made another update before.</summary>
    internal SideFigures After(SideFigures? first) =>
        first is null ? this : new(first.SearchWait + SearchWait, first.EvaluationWait + EvaluationWait, Exchange ?? first.Exchange);
}
