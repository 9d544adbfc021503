using Cdarts.Contracts.Specification;

namespace Cdarts.Grains.Settings;

/// <summary>What the network grains need of the engine, in plain values. Thread-safe.</summary>
public interface ITopologyEngine
{
    /// <summary>Derives the genotype that alphas give.</summary>
    /// <param name="alphas">Row-major [edges of all kinds of cells, candidates].</param>
    /// <param name="space">Name of the search space.</param>
    /// <returns>The genotype as JSON text.</returns>
    string DeriveGenotypeJson(double[] alphas, string space);

    /// <summary>Counts the evaluation network that a genotype gives, heads included.</summary>
    /// <returns>Parameters, and multiply-adds per picture.</returns>
    (long Parameters, long MultiplyAdds) Count(string genotypeJson, RunSpec spec);
}
