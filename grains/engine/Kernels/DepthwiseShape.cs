namespace Cdarts.Engine.Kernels;

/// <summary>Sizes of a contiguous N x C x H x W input of an operation that keeps the size at stride 1 and halves it, rounded up, at stride 2.</summary>
/// <param name="Samples">N.</param>
/// <param name="Channels">C.</param>
/// <param name="Height">H.</param>
/// <param name="Width">W.</param>
/// <param name="Stride">1 or 2.</param>
internal readonly record struct DepthwiseShape(long Samples, int Channels, int Height, int Width, int Stride)
{
    internal int OutputHeight => ((Height - 1) / Stride) + 1;

    internal int OutputWidth => ((Width - 1) / Stride) + 1;

    /// <summary>Index of a plane.</summary>
    internal nint Plane(long sample, int channel) => (nint)((sample * Channels) + channel);
}
