using Cdarts.Engine.Networks.Operations;

namespace Cdarts.Engine.Networks.Fused;

/// <summary>One operation on one edge of a fused cell.</summary>
/// <param name="Node">Node that the edge leads to, 0 to 3.</param>
/// <param name="Source">State that it leaves, 0 to node + 1.</param>
/// <param name="Operation">The operation, whose weights and norms are used.</param>
internal readonly record struct FusedOperation(int Node, int Source, Operation Operation);
