using Cdarts.Contracts.Grains;
using Cdarts.Engine.Collectives;
using Cdarts.Engine.Diagnostics;
using Cdarts.Engine.Native;
using Cdarts.Engine.Training.Sessions;
using Cdarts.Grains.Settings;

namespace Cdarts.Grains.Hosting;

/// <summary>The engine as the grains see it; tests give one without tensors.</summary>
/// <param name="Sessions">Opens training sessions.</param>
/// <param name="Settings">Maps run specifications to engine settings.</param>
/// <param name="Topologies">Derives and counts topologies.</param>
/// <param name="Collectives">Forms the groups of replicas.</param>
/// <param name="Capacity">What a device, <c>cpu</c> or <c>cuda:N</c>, can do; may take a fraction of a second.</param>
public sealed record EngineServices(
    ISearchSessionFactory Sessions, ISettingsMapping Settings, ITopologyEngine Topologies, ICollectives Collectives, Func<string, DeviceCapacity> Capacity)
{
    /// <summary>The real engine on this process's devices.</summary>
    /// <param name="timeProvider">Clock.</param>
    /// <param name="collectives">Forms the groups of replicas; null for runs on this device alone.</param>
    public static EngineServices Create(TimeProvider timeProvider, ICollectives? collectives = null)
    {
        RunSpecSettings settings = new();
        return new EngineServices(
            new SearchSessionFactory(timeProvider), settings, new EngineTopologies(settings), collectives ?? new LocalCollectives(),
            device => new DeviceCapacity(DeviceMemory.Available(device) ?? 0, DeviceSpeed.Measure(device)));
    }
}
