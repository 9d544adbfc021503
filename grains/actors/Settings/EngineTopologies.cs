using System.Collections.Concurrent;
using Cdarts.Contracts.Specification;
using Cdarts.Engine.Data;
using Cdarts.Engine.Mutators;
using Cdarts.Engine.Networks;
using Cdarts.Engine.Spaces;
using Cdarts.Engine.Training;

namespace Cdarts.Grains.Settings;

/// <summary>The engine's derivation and counts. The first count of a data set looks into it, for its classes and picture size; later ones are immediate.</summary>
internal sealed class EngineTopologies(ISettingsMapping settings) : ITopologyEngine
{
    private readonly ConcurrentDictionary<DataSettings, (int Classes, int ImageSize)> _shapes = new();

    public string DeriveGenotypeJson(double[] alphas, string space) =>
        GenotypeJson.Write(TopologyDerivation.Derive(alphas, SearchSpaces.Get(space, "The search space of the alphas")));

    public (long Parameters, long MultiplyAdds) Count(string genotypeJson, RunSpec spec)
    {
        CdartsSettings engine = settings.ToSettings(spec);
        (int classes, int imageSize) = _shapes.GetOrAdd(engine.Data, DataSource.ShapeOf);
        if (settings.ToRetrainPlan(spec) is { } plan)
        {
            Genotype genotype = GenotypeJson.Read(genotypeJson, "the genotype");
            NetworkCost retrained = plan.Settings.Network.CostOf(genotype, classes, imageSize);
            return (retrained.Parameters, retrained.MultiplyAdds);
        }

        NetworkCost cost = NetworkCost.Evaluation(engine.Network, GenotypeJson.Read(genotypeJson, "the topology"), classes, imageSize);
        return (cost.Parameters, cost.MultiplyAdds);
    }
}
