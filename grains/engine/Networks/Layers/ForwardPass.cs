namespace Cdarts.Engine.Networks.Layers;

/// <summary>
/// How a network is run. The two networks stage batch-norm statistics in places of their own, since modules that they share see a batch once for
/// each of them in one update.
/// </summary>
public readonly record struct ForwardPass
{
    internal const int Count = 3;

    private ForwardPass(int slot, bool training)
    {
        Slot = slot;
        Training = training;
    }

    /// <summary>The search network in training: batch statistics, staged.</summary>
    public static ForwardPass Search { get; } = new(0, true);

    /// <summary>The evaluation network in training: batch statistics, staged.</summary>
    public static ForwardPass Evaluation { get; } = new(1, true);

    /// <summary>Inference: running statistics.</summary>
    public static ForwardPass Inference { get; } = new(0, false);

    /// <summary>A training pass over what was computed before, for its gradient: its statistics go to a place that nothing reads.</summary>
    internal static ForwardPass Repetition { get; } = new(2, true);

    /// <summary>Every pass that stages statistics.</summary>
    internal static IReadOnlyList<ForwardPass> Staging { get; } = [Search, Evaluation, Repetition];

    internal int Slot { get; }

    internal bool Training { get; }
}
