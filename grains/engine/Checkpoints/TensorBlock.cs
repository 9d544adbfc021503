namespace Cdarts.Engine.Checkpoints;

/// <summary>A named tensor as plain bytes: what a checkpoint's file holds, with no tie to any tensor library.</summary>
/// <param name="Name">Name, unique in its file.</param>
/// <param name="DType">Element type: one of <see cref="TensorDTypes"/>.</param>
/// <param name="Shape">Extents; empty for a single number.</param>
/// <param name="Data">Elements in row-major order, little-endian, without gaps. Must not change while a checkpoint that holds it is being written.</param>
public sealed record TensorBlock(string Name, string DType, IReadOnlyList<long> Shape, ReadOnlyMemory<byte> Data);
