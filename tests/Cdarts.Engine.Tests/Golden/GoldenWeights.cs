using System.Text.Json;
using Cdarts.Engine.Networks.Layers;
using static TorchSharp.torch;

namespace Cdarts.Engine.Tests.Golden;

/// <summary>Fills weights with golden values, and compares their gradients with golden summaries; both go by order.</summary>
internal static class GoldenWeights
{
    internal static void Fill(IReadOnlyList<Weight> weights, JsonElement parameters, ScalarType type)
    {
        using IDisposable noGrad = no_grad();
        JsonElement[] made = [.. parameters.EnumerateArray()];
        Assert.Equal(made.Length, weights.Count);
        foreach ((JsonElement parameter, Weight weight) in made.Zip(weights))
        {
            Assert.Equal(GoldenFile.Shape(parameter), weight.Shape);
            weight.Value.copy_(GoldenFile.Make(parameter, type));
        }
    }

    /// <summary>Logits [28, 8] from one cell type's 14 vectors (the other's stay 0) or from all 28.</summary>
    internal static Tensor Alphas(JsonElement alphas, ScalarType type, bool reduction = false)
    {
        Tensor rows = stack([.. alphas.EnumerateArray().Select(vector => GoldenFile.Make(vector, type))]);
        if (rows.shape[0] == 14)
        {
            Tensor other = zeros_like(rows);
            rows = reduction ? cat([other, rows]) : cat([rows, other]);
        }

        return rows.detach().requires_grad_();
    }

    /// <summary>Every figure of a row within <paramref name="tolerance"/> of the row's scale; a NaN row means no gradient.</summary>
    internal static void CheckGradients(IReadOnlyList<Weight> weights, JsonElement summary, double tolerance)
    {
        double[] expected = GoldenFile.Doubles(summary);
        Assert.Equal(expected.Length, weights.Count * 6);
        for (int i = 0; i < weights.Count; i++)
        {
            double[] row = expected[(6 * i)..((6 * i) + 6)];
            Tensor? gradient = weights[i].Value.grad;
            if (double.IsNaN(row[0]))
            {
                Assert.True(gradient is null || gradient.abs().max().item<double>() == 0, $"{weights[i].Name} should have no gradient");
                continue;
            }

            Assert.NotNull(gradient);
            double[] actual = GoldenFile.Summary(gradient!);
            double largest = row[5];
            double[] scale = [largest * Math.Sqrt(weights[i].Count), largest * largest * weights[i].Count, largest, largest, largest, largest];
            for (int column = 0; column < 6; column++)
            {
                double difference = Math.Abs(actual[column] - row[column]);
                Assert.True(
                    difference <= tolerance * scale[column],
                    $"{weights[i].Name}, column {column}: {actual[column]:G17} where {row[column]:G17} is expected");
            }
        }
    }
}
