namespace Cdarts.Engine.Kernels;

/// <summary>The planes of a few samples side by side in scratch memory: one plane for stride 1, one or four phases for stride 2.</summary>
/// <param name="plane">Row 0, column 0 of the first sample in the first phase.</param>
/// <param name="pitch">From row to row.</param>
/// <param name="planeSize">From phase to phase.</param>
/// <param name="segmentPitch">From sample to sample.</param>
/// <param name="segments">Samples.</param>
internal readonly unsafe struct PhasePlanes<T>(T* plane, int pitch, int planeSize, int segmentPitch, int segments)
    where T : unmanaged
{
    internal T* Plane { get; } = plane;

    internal int Pitch { get; } = pitch;

    internal int PlaneSize { get; } = planeSize;

    internal int SegmentPitch { get; } = segmentPitch;

    internal int Segments { get; } = segments;
}

/// <summary>The planes of one channel of a tensor, one after another sample.</summary>
/// <param name="plane">The first sample's plane.</param>
/// <param name="pitch">From sample to sample; 0 where all have the same plane.</param>
/// <param name="height">Rows.</param>
/// <param name="width">Columns, and elements from row to row.</param>
internal readonly unsafe struct TensorPlanes<T>(T* plane, nint pitch, int height, int width)
    where T : unmanaged
{
    internal T* Plane { get; } = plane;

    internal nint Pitch { get; } = pitch;

    internal int Height { get; } = height;

    internal int Width { get; } = width;
}
