namespace Cdarts.Engine.Data.Loading;

/// <summary>A batch to load: which pictures, in which places, and how they are changed. Two orders of the same batch are equal.</summary>
internal abstract record BatchOrder
{
    /// <summary>Whether the pictures are changed at random; else they are as in evaluation.</summary>
    public abstract bool IsAugmented { get; }

    /// <summary>Seed, stream and epoch of the random changes; only where there are some.</summary>
    public abstract (long Seed, DataStream Stream, long Epoch) Key { get; }

    /// <summary>Where the batch is used, as a part of a sentence.</summary>
    public abstract string Use { get; }

    /// <summary>Positions in the data set of the pictures, in their places.</summary>
    public abstract int[] Pictures();

    /// <summary>What will most likely be asked for after this; null: nothing.</summary>
    public abstract BatchOrder? Next();
}

/// <summary>A rank's slice of a step's batch.</summary>
/// <param name="Plan">Plan.</param>
/// <param name="Epoch">Epoch of the plan's stream.</param>
/// <param name="Step">Step in the epoch.</param>
/// <param name="Rank">Rank.</param>
/// <param name="WorldSize">Replicas.</param>
/// <param name="Augment">Whether pictures are changed at random.</param>
/// <param name="WithPartners">Whether the partners in mixup of the first and the last picture are loaded as well, where they are in another slice.</param>
internal sealed record SliceOrder(StreamPlan Plan, long Epoch, int Step, int Rank, int WorldSize, bool Augment, bool WithPartners) : BatchOrder
{
    /// <inheritdoc/>
    public override bool IsAugmented => Augment;

    /// <inheritdoc/>
    public override (long Seed, DataStream Stream, long Epoch) Key => (Plan.Seed, Plan.Stream, Epoch);

    /// <inheritdoc/>
    public override string Use => $"epoch {Epoch + 1}, step {Step + 1} of {Plan.Stream}";

    /// <summary>Place in the global batch of the first picture that is loaded: partners are the places 2i and 2i + 1.</summary>
    public int FirstLoaded => WithPartners ? Plan.FirstPlace(Rank, WorldSize) & ~1 : Plan.FirstPlace(Rank, WorldSize);

    private int EndOfLoaded
    {
        get
        {
            int end = Plan.FirstPlace(Rank + 1, WorldSize);
            return WithPartners ? Math.Min(end + (end & 1), Plan.GlobalBatch) : end;
        }
    }

    /// <inheritdoc/>
    public override int[] Pictures()
    {
        _ = Plan.Slice(Epoch, Step, Rank, WorldSize);
        return Plan.Slice(Epoch, Step, 0, 1)[FirstLoaded..EndOfLoaded].ToArray();
    }

    /// <inheritdoc/>
    public override BatchOrder Next() => Step + 1 < Plan.Steps ? this with { Step = Step + 1 } : this with { Epoch = Epoch + 1, Step = 0 };
}

/// <summary>One of some lists of pictures, unchanged.</summary>
/// <param name="Lists">Positions in the data set.</param>
/// <param name="Index">Which list.</param>
internal sealed record ListOrder(IReadOnlyList<int[]> Lists, int Index) : BatchOrder
{
    /// <inheritdoc/>
    public override bool IsAugmented => false;

    /// <inheritdoc/>
    public override (long Seed, DataStream Stream, long Epoch) Key => throw new InvalidOperationException("Pictures of a list are not changed at random.");

    /// <inheritdoc/>
    public override string Use => $"batch {Index + 1} of {Lists.Count} that are measured on";

    /// <inheritdoc/>
    public override int[] Pictures() => Lists[Index];

    /// <inheritdoc/>
    public override BatchOrder? Next() => Index + 1 < Lists.Count ? this with { Index = Index + 1 } : null;
}
