using System.Collections.Concurrent;
using System.Globalization;
using Cdarts.Contracts.Specification;
using Cdarts.Engine.Training;
using Cdarts.Engine.Training.Sessions;
using Cdarts.Grains.Hosting;
using Cdarts.Grains.Settings;

namespace Cdarts.Grains.Tests.Fakes;

/// <summary>An engine without tensors; a run is known by its folder.</summary>
public sealed class FakeEngine : ISearchSessionFactory, ISettingsMapping, ITopologyEngine
{
    public ConcurrentDictionary<string, FakeRun> Runs { get; } = [];

    public EngineServices Services => new(this, this, this, Collectives, device => new(1 << 30, 100));

    public FakeCollectives Collectives { get; } = new();

    public ISearchSession Open(SessionOptions options, ISessionEvents events)
    {
        FakeRun run = Runs[options.RunFolder];
        return run.FailOpen is { } failure ? throw failure : new FakeSession(run, options, events);
    }

    /// <summary>The seed of the specification stands for its number of cycles.</summary>
    public CdartsSettings ToSettings(RunSpec spec) => spec.Seed < 0
        ? throw new Engine.CdartsException("The seed must not be negative.")
        : CdartsSettings.Cream with { Strategy = Enum.Parse<Engine.Training.SearchStrategy>(spec.Strategy.ToString()), Schedule = new() { Cycles = (int)spec.Seed } };

    public RetrainPlan? ToRetrainPlan(RunSpec spec) => spec.Task == RunTask.Retrain ? new(new(), spec.Retrain.Genotype) : null;

    public string DeriveGenotypeJson(double[] alphas, string space) => "{\"from\":" + alphas[0].ToString(CultureInfo.InvariantCulture) + "}";

    public (long Parameters, long MultiplyAdds) Count(string genotypeJson, RunSpec spec) => (genotypeJson.Length, 7);
}
