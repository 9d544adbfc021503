namespace Cdarts.Engine.Data;

/// <summary>Splits a train list so that both halves have every class in the same proportion, whatever the order of the list.</summary>
internal static class StratifiedSplit
{
    /// <summary>
    /// Splits class by class: the positions of class c in the order of <see cref="Permutation"/> (stream Split, epoch c); the first
    /// <c>round(n · trainFraction)</c> of n (halves away from zero) are the train half, the others the validation half.
    /// </summary>
    /// <param name="labels">Class of each picture.</param>
    /// <param name="classes">Number of classes; every one must be in both halves.</param>
    /// <param name="trainFraction">Share of the train half, between 0 and 1.</param>
    /// <param name="seed">Seed of the run.</param>
    /// <exception cref="CdartsException">The fraction is not between 0 and 1, or a half of a class would be empty.</exception>
    public static SplitIndices Create(ReadOnlySpan<int> labels, int classes, double trainFraction, long seed) =>
        Create(labels, [.. Enumerable.Range(0, labels.Length)], classes, trainFraction, seed);

    /// <summary>The same of some of the pictures.</summary>
    /// <param name="labels">Class of each picture.</param>
    /// <param name="positions">Pictures that are split, ascending.</param>
    /// <param name="classes">Number of classes; every one must be in both halves.</param>
    /// <param name="trainFraction">Share of the train half, between 0 and 1.</param>
    /// <param name="seed">Seed of the run.</param>
    /// <exception cref="CdartsException">The fraction is not between 0 and 1, or a half of a class would be empty.</exception>
    public static SplitIndices Create(ReadOnlySpan<int> labels, ReadOnlySpan<int> positions, int classes, double trainFraction, long seed)
    {
        if (!(trainFraction > 0 && trainFraction < 1))
        {
            throw new CdartsException(FormattableString.Invariant(
                $"The train fraction {trainFraction} is not between 0 and 1: choose the share of the train pictures that the search network's weights learn from, for example 0.5."));
        }

        List<int>[] members = ClassMembers.Of(labels, positions, classes);
        List<int> train = [];
        List<int> valid = [];
        for (int c = 0; c < classes; c++)
        {
            int count = members[c].Count;
            int cut = (int)Math.Round(count * trainFraction, MidpointRounding.AwayFromZero);
            if (cut == 0 || cut == count)
            {
                throw new CdartsException(FormattableString.Invariant(
                    $"Class {c} has {count} train pictures, which a train fraction of {trainFraction} splits into {cut} and {count - cut}: both halves need pictures of every class, so add pictures or choose another fraction."));
            }

            int[] order = Permutation.Create(count, seed, DataStream.Split, c);
            for (int i = 0; i < count; i++)
            {
                (i < cut ? train : valid).Add(members[c][order[i]]);
            }
        }

        train.Sort();
        valid.Sort();
        return SplitIndices.Of([.. train], [.. valid]);
    }
}
