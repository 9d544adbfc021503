namespace Cdarts.Chaos.Histories;

/// <summary>Committed updates grow by one: in the whole run, and in every process between two groups.</summary>
internal static class CommitCheck
{
    public static IEnumerable<string> Of(RunHistory history) => [.. WholeRun(history), .. history.Lines.GroupBy(line => line.Process).SelectMany(OneProcess)];

    private static IEnumerable<string> WholeRun(RunHistory history)
    {
        foreach (IGrouping<string, AuditLine> update in history.Lines.Where(line => line.Kind == "committed").GroupBy(line => line.Update))
        {
            if (update.Select(line => line.GlobalUpdate).Distinct().Count() > 1)
            {
                yield return $"Commits: {update.Key} has the numbers {string.Join(", ", update.Select(line => line.GlobalUpdate).Distinct())}.";
            }
        }

        long expected = 0;
        foreach ((string update, long number) in history.GoodCommits.Select(pair => (pair.Key, pair.Value[0].GlobalUpdate)).OrderBy(pair => pair.GlobalUpdate))
        {
            if (number > expected)
            {
                yield return $"Commits: nobody committed update {expected}{(number == expected + 1 ? "" : $" to {number - 1}")}, which precedes {update}.";
            }
            else if (number < expected)
            {
                yield return $"Commits: {update} has the number {number} of another update.";
            }

            expected = number + 1;
        }
    }

    private static IEnumerable<string> OneProcess(IGrouping<string, AuditLine> lines)
    {
        AuditLine? joined = null, last = null;
        foreach (AuditLine line in lines)
        {
            if (line.Kind == "joined")
            {
                (joined, last) = (line, null);
            }
            else if (line.Kind == "committed")
            {
                if (joined is null || joined.Generation != line.Generation || joined.Rank != line.Rank)
                {
                    yield return $"Commits: process {lines.Key} committed {line.Update} in generation {line.Generation} as rank {line.Rank} without having joined it as such.";
                }
                else if (last is null && joined.Next != line.Update && !joined.Next.Contains("DeriveTopology", StringComparison.Ordinal))
                {
                    yield return $"Commits: process {lines.Key} joined generation {line.Generation} at {joined.Next} and committed {line.Update} first.";
                }

                if (last is not null && line.GlobalUpdate != last.GlobalUpdate + 1)
                {
                    yield return $"Commits: process {lines.Key} committed update {line.GlobalUpdate} after update {last.GlobalUpdate} in generation {line.Generation}.";
                }

                last = line;
            }
        }
    }
}
