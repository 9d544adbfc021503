using Cdarts.Engine.Data;

namespace Cdarts.Engine.Training;

/// <summary>What a replica processes at once of its slice of an update.</summary>
/// <param name="Batch">Pictures and labels: views of the slice.</param>
/// <param name="First">Place of its first picture in the slice.</param>
/// <param name="Share">Its share of the global batch: gradients and losses are means over that.</param>
/// <param name="Weight">Its share of the slice; 1 when the slice is in one part.</param>
internal readonly record struct BatchPart(Batch Batch, int First, double Share, double Weight)
{
    /// <summary>Number of the part in the slice.</summary>
    internal int Index { get; init; }
}
