using Cdarts.Engine.Networks.Layers;
using static TorchSharp.torch;

namespace Cdarts.Engine.Networks;

/// <summary>
/// Constants by which the results of a cell's kept edges are multiplied, one for each sample of the batch: what drop path amounts to. Edges are in the
/// genotype's order: node by node, and in each node as they are stored.
/// </summary>
/// <param name="values">[edge][sample]; null for an edge whose results stay as they are.</param>
internal sealed class SampleFactors(IReadOnlyList<double[]?> values)
{
    internal IReadOnlyList<double[]?> Values => values;

    /// <summary>An edge's results [B, C, H, W], each sample times its factor.</summary>
    internal Tensor Times(Tensor results, int edge) => values[edge] is { } factors
        ? Times(results.Widened(), factors).As(results.dtype)
        : results;

    private static Tensor Times(Tensor results, double[] factors) =>
        results * tensor(factors, dtype: results.dtype, device: results.device).view(-1, 1, 1, 1);
}
