using Cdarts.Contracts.Specification;
using Cdarts.Engine.Training;
using Cdarts.Engine.Training.Sessions;

namespace Cdarts.Grains.Settings;

/// <summary><see cref="RunSpecMapping"/> as a service.</summary>
internal sealed class RunSpecSettings : ISettingsMapping
{
    public CdartsSettings ToSettings(RunSpec spec) => RunSpecMapping.ToSettings(spec);

    public RetrainPlan? ToRetrainPlan(RunSpec spec) => spec.Task == RunTask.Retrain ? new(RetrainMapping.ToSettings(spec), spec.Retrain.Genotype) : null;
}
