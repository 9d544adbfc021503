namespace Cdarts.Chaos.Histories;

/// <summary>Metrics have one line for every committed step, in order, and generations never go back.</summary>
internal static class MetricsCheck
{
    public static IEnumerable<string> Of(RunHistory history)
    {
        long step = 0, generation = 0;
        foreach (MetricsRecord line in history.Metrics)
        {
            if (line.GlobalStep != step + 1)
            {
                yield return $"Metrics: step {line.GlobalStep} follows step {step}.";
            }

            if (line.Generation < generation)
            {
                yield return $"Metrics: generation {line.Generation} at step {line.GlobalStep} follows generation {generation}.";
            }

            (step, generation) = (line.GlobalStep, line.Generation);
        }

        int committed = history.GoodCommits.Keys.Count(update => UpdateName.Parse(update).EndsStep);
        if (history.Metrics.Count != committed)
        {
            yield return $"Metrics: {history.Metrics.Count} lines for {committed} committed steps.";
        }
    }
}
