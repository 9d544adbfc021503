namespace Cdarts.Engine.Data;

/// <summary>Which pictures of a train list a run uses, and which half of a search each belongs to.</summary>
internal static class TrainList
{
    /// <summary>
    /// The pictures that are used at all, ascending. Of a class with n pictures the first <c>max(1, round(n · subset))</c> (halves away from zero) in the order of
    /// <see cref="Permutation"/> (stream Subset, epoch = class).
    /// </summary>
    /// <exception cref="CdartsException">The share is not above 0 and at most 1.</exception>
    public static int[] Subset(PictureSet set, DataSettings settings, long seed)
    {
        double share = settings.Subset;
        if (!(share > 0 && share <= 1))
        {
            throw new CdartsException(FormattableString.Invariant($"The subset {share} is not above 0 and at most 1: choose the share of the train pictures that is used, or 1 for all."));
        }

        int[] all = [.. Enumerable.Range(0, set.Count)];
        if (share == 1)
        {
            return all;
        }

        List<int> kept = [];
        foreach ((int label, List<int> members) in ClassMembers.Of(set.Labels, all, set.Classes).Index())
        {
            int count = Math.Min(members.Count, Math.Max(1, (int)Math.Round(members.Count * share, MidpointRounding.AwayFromZero)));
            kept.AddRange(Permutation.Create(members.Count, seed, DataStream.Subset, label).Take(count).Select(place => members[place]));
        }

        kept.Sort();
        return [.. kept];
    }

    /// <summary>The halves of a search.</summary>
    /// <param name="set">Train set.</param>
    /// <param name="settings">Subset and kind of split.</param>
    /// <param name="trainFraction">Share of the train half.</param>
    /// <param name="seed">Seed of the run.</param>
    /// <exception cref="CdartsException">A share is impossible, or a half would be empty or lack a class that it needs.</exception>
    public static SplitIndices Split(PictureSet set, DataSettings settings, double trainFraction, long seed)
    {
        int[] used = Subset(set, settings, seed);
        if (settings.Split == DataSplit.Stratified)
        {
            return StratifiedSplit.Create(set.Labels, used, set.Classes, trainFraction, seed);
        }

        int cut = (int)Math.Floor(used.Length * trainFraction);
        return cut > 0 && cut < used.Length
            ? SplitIndices.Of(used[..cut], used[cut..])
            : throw new CdartsException(FormattableString.Invariant(
                $"A train fraction of {trainFraction} splits {used.Length} pictures into {cut} and {used.Length - cut}: both halves need pictures, so choose another fraction."));
    }
}
