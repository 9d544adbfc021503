using Cdarts.Engine.Spaces;
using static TorchSharp.torch;

namespace Cdarts.Engine.Mutators;

/// <summary>
/// The weights by which a search network mixes operations: the softmax of every edge's logits. The weight of <c>none</c> has a share of the softmax
/// and multiplies zeros, so it is left out and the others sum to less than 1.
/// </summary>
public sealed class ArchitectureWeights
{
    private readonly Tensor[] _scalars;

    /// <summary>Takes the softmax of <paramref name="alphas"/>, [28, 8], normal cell first.</summary>
    internal ArchitectureWeights(Tensor alphas)
    {
        // One unbind in place of a select per edge and operation.
        _scalars = nn.functional.softmax(alphas, 1).view(-1).unbind();
    }

    /// <summary>The scalar weight of an operation on an edge.</summary>
    internal Tensor Of(bool reduction, int edge, int primitive) =>
        _scalars[(((reduction ? CellSpace.EdgeCount : 0) + edge) * Primitives.CandidateCount) + primitive];
}
