namespace Cdarts.Engine.Kernels;

/// <summary>One sample's planes in scratch memory: one for stride 1, one or four phases for stride 2.</summary>
/// <param name="plane">Row 0, column 0 of the sample in the first phase.</param>
/// <param name="pitch">From row to row.</param>
/// <param name="planeSize">From phase to phase.</param>
/// <param name="stride">1 or 2.</param>
/// <param name="count">Phases: 1 or 4.</param>
internal readonly unsafe struct PhasePlanes<T>(T* plane, int pitch, int planeSize, int stride, int count)
    where T : unmanaged
{
    internal T* Plane { get; } = plane;

    internal int Pitch { get; } = pitch;

    internal int PlaneSize { get; } = planeSize;

    internal int Stride { get; } = stride;

    internal int Count { get; } = count;

    /// <summary>The row in the phase of its parity (even columns) that holds a tensor's row, for stride 2.</summary>
    internal T* Row(int row) => Plane + ((row & 1) * 2 * PlaneSize) + ((row >> 1) * Pitch);
}
