namespace Cdarts.Chaos.Histories;

/// <summary>The replicas that hold the same networks are copies of each other wherever they looked.</summary>
internal static class StateCheck
{
    public static IEnumerable<string> Of(RunHistory history)
    {
        foreach (var place in history.Lines.Where(line => line.Kind == "state").GroupBy(line => (line.Generation, line.Next, line.Role)))
        {
            if (place.Select(line => line.Digest).Distinct().Count() > 1)
            {
                string ranks = string.Join(", ", place.Select(line => $"rank {line.Rank} has {line.Digest[..Math.Min(12, line.Digest.Length)]}"));
                yield return $"States: the replicas of generation {place.Key.Generation} differ at {place.Key.Next}: {ranks}.";
            }
        }
    }
}
