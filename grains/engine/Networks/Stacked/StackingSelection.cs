using static TorchSharp.torch;

namespace Cdarts.Engine.Networks.Stacked;

/// <summary>Picks the way of stacking for each shape of a network.</summary>
internal static class StackingSelection
{
    /// <summary>
    /// Takes what was fastest in a short trial on the device: forward and backward of one state's edges with the run's batch. Some tenths of a second
    /// in all.
    /// </summary>
    /// <param name="shapes">Shapes of the network.</param>
    /// <param name="batch">Pictures per pass on this device.</param>
    /// <param name="numbers">Element types.</param>
    /// <param name="device">Device.</param>
    internal static StackingPlan Measure(IEnumerable<StackingShape> shapes, int batch, NumberTypes numbers, Device device) => new([.. shapes.Select(shape =>
    {
        using StackingTrial trial = new(shape, batch, numbers, device);
        return new StackingEntry(shape, Fastest(trial.Milliseconds));
    })]);

    internal static StackingKind Fastest(Func<StackingKind, double> milliseconds) => Enum.GetValues<StackingKind>().MinBy(milliseconds);
}
