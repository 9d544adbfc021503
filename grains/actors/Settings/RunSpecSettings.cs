using Cdarts.Contracts.Specification;
using Cdarts.Engine.Training;

namespace Cdarts.Grains.Settings;

/// <summary><see cref="RunSpecMapping"/> as a service.</summary>
internal sealed class RunSpecSettings : ISettingsMapping
{
    public CdartsSettings ToSettings(RunSpec spec) => RunSpecMapping.ToSettings(spec);
}
