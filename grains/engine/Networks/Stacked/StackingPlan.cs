namespace Cdarts.Engine.Networks.Stacked;

/// <summary>How each shape of a search network is computed. A checkpoint holds it: with another plan a resumed run would round otherwise.</summary>
/// <param name="Entries">One for each shape.</param>
internal sealed record StackingPlan(IReadOnlyList<StackingEntry> Entries)
{
    /// <summary>The same for all shapes.</summary>
    internal static StackingPlan Uniform(IEnumerable<StackingShape> shapes, StackingKind kind) =>
        new([.. shapes.Select(shape => new StackingEntry(shape, kind))]);

    /// <exception cref="CdartsException">The plan is another network's.</exception>
    internal StackingKind Of(StackingShape shape)
    {
        foreach (StackingEntry entry in Entries)
        {
            if (entry.Shape == shape)
            {
                return entry.Kind;
            }
        }

        throw new CdartsException(
            $"The stacking plan does not say how to compute {shape.Channels} channels of size {shape.Size} with stride {shape.Stride}: "
            + "it belongs to another network; start a new run.");
    }
}

/// <summary>How one shape is computed.</summary>
internal sealed record StackingEntry(StackingShape Shape, StackingKind Kind);
