namespace Cdarts.Chaos.Histories;

/// <summary>Groups do not step beside each other: ranks are had by one process, and an older generation ends when a newer one commits.</summary>
internal static class GenerationCheck
{
    public static IEnumerable<string> Of(RunHistory history) => [.. Ranks(history), .. Ends(history)];

    private static IEnumerable<string> Ranks(RunHistory history)
    {
        foreach (var rank in history.Lines.Where(line => line.Kind == "committed").GroupBy(line => (line.Generation, line.Rank)))
        {
            string[] processes = [.. rank.Select(line => line.Process).Distinct()];
            if (processes.Length > 1)
            {
                yield return $"Generations: processes {string.Join(" and ", processes)} both committed as rank {rank.Key.Rank} of generation {rank.Key.Generation}.";
            }
        }
    }

    /// <summary>
    /// A process that was frozen, or whose messages were held up, between the last message of an update and its commit may finish that one update late. It cannot
    /// begin another.
    /// </summary>
    private static IEnumerable<string> Ends(RunHistory history)
    {
        IGrouping<long, AuditLine>[] generations = [.. history.Lines.Where(line => line.Kind == "committed").GroupBy(line => line.Generation).OrderBy(one => one.Key)];
        foreach ((IGrouping<long, AuditLine> older, IGrouping<long, AuditLine> newer) in generations.Zip(generations.Skip(1)))
        {
            DateTimeOffset begin = newer.Min(line => line.At);
            foreach (IGrouping<string, AuditLine> late in older.Where(line => line.At > begin).GroupBy(line => line.Process).Where(lines => lines.Count() > 1))
            {
                yield return $"Generations: process {late.Key} committed {late.Count()} updates of generation {older.Key} after generation {newer.Key} had begun to commit.";
            }
        }
    }
}
