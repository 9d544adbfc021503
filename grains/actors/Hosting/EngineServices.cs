using Cdarts.Engine.Training.Sessions;
using Cdarts.Grains.Settings;

namespace Cdarts.Grains.Hosting;

/// <summary>The engine as the grains see it; tests give one without tensors.</summary>
/// <param name="Sessions">Opens training sessions.</param>
/// <param name="Settings">Maps run specifications to engine settings.</param>
/// <param name="Topologies">Derives and counts topologies.</param>
public sealed record EngineServices(ISearchSessionFactory Sessions, ISettingsMapping Settings, ITopologyEngine Topologies)
{
    /// <summary>The real engine on this process's devices.</summary>
    public static EngineServices Create(TimeProvider timeProvider)
    {
        RunSpecSettings settings = new();
        return new EngineServices(new SearchSessionFactory(timeProvider), settings, new EngineTopologies(settings));
    }
}
