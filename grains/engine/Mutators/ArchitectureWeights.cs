using Cdarts.Engine.Networks;
using Cdarts.Engine.Spaces;
using static TorchSharp.torch;

namespace Cdarts.Engine.Mutators;

/// <summary>
/// The weights by which a search network mixes operations: the softmax of every edge's logits. The weight of <c>none</c> has a share of the softmax
/// and multiplies zeros, so it is left out and the others sum to less than 1.
/// </summary>
public sealed class ArchitectureWeights
{
    // Above zero in float32 too, where smaller numbers may be taken for zero.
    private const double LeastWeight = 1e-37;

    private readonly SearchSpace _space;
    private readonly int[] _firstRows;
    private readonly MixtureFactors?[] _factors;
    private Tensor[]? _scalars;

    /// <summary>Takes the softmax of <paramref name="alphas"/>, [rows, candidates].</summary>
    internal ArchitectureWeights(Tensor alphas, SearchSpace? space = null)
        : this(space ?? DartsSpace.Instance, nn.functional.softmax(alphas, 1))
    {
    }

    private ArchitectureWeights(SearchSpace space, Tensor matrix)
    {
        _space = space;
        _firstRows = [.. Enumerable.Range(0, _space.Cells.Count).Select(_space.FirstRow)];
        _factors = new MixtureFactors?[_space.Cells.Count];
        Matrix = matrix;
    }

    /// <summary>All weights, [rows, candidates].</summary>
    internal Tensor Matrix { get; }

    /// <summary>The same weights with another tensor in place of <see cref="Matrix"/>: without its graph, or with one of its own.</summary>
    internal ArchitectureWeights With(Tensor matrix) => new(_space, matrix);

    /// <summary>Mean over the rows of their entropy, nats: a scalar without graph. From log(candidates) at the start towards 0.</summary>
    internal Tensor Entropy()
    {
        using IDisposable noGrad = no_grad();
        Tensor weights = Matrix.detach();

        // A candidate that was cut has the weight 0 and no entropy.
        return (weights * weights.clamp_min(LeastWeight).log()).sum(1).neg().mean();
    }

    /// <summary>The scalar weight of an operation on an edge.</summary>
    internal Tensor Of(int kind, int edge, int candidate)
    {
        _scalars ??= Scalars();
        return _scalars[((_firstRows[kind] + edge) * _space.Candidates.Count) + candidate];
    }

    /// <summary>One unbind in place of a select per edge and operation, with a graph if the matrix has one, wherever it is first asked for.</summary>
    private Tensor[] Scalars()
    {
        using IDisposable mode = enable_grad(Matrix.requires_grad);
        return Matrix.view(-1).unbind();
    }

    /// <summary>
    /// The factors of all operations of a cell of the DARTS space, edge by edge, none left out, as a fused cell takes them; the same for all cells of a kind.
    /// </summary>
    internal MixtureFactors Factors(int kind, EdgeAggregation aggregation)
    {
        if (_factors[kind] is not { } factors)
        {
            using IDisposable mode = enable_grad(Matrix.requires_grad);
            Tensor rows = Matrix.narrow(0, kind * CellSpace.EdgeCount, CellSpace.EdgeCount).narrow(1, 0, Primitives.OperationCount);
            if (aggregation == EdgeAggregation.Mean)
            {
                double[] shares = [.. Enumerable.Range(0, CellSpace.NodeCount)
                    .SelectMany(node => Enumerable.Repeat(1.0 / CellSpace.EdgesInto(node), CellSpace.EdgesInto(node)))];
                rows *= tensor(shares, [CellSpace.EdgeCount, 1], dtype: Matrix.dtype, device: Matrix.device);
            }

            factors = _factors[kind] = MixtureFactors.Of(rows.reshape(-1));
        }

        return factors;
    }
}
