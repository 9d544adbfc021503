using Cdarts.Contracts.Grains;
using Cdarts.Grains.Hosting;
using Microsoft.Extensions.Logging;

namespace Cdarts.Grains.Replicas;

/// <summary>What a silo gives to the runs that it works for.</summary>
/// <param name="Replica">Key of the replica's grain.</param>
/// <param name="Options">Options of the host.</param>
/// <param name="Engine">Engine.</param>
/// <param name="Thread">The training thread.</param>
/// <param name="Grains">Gives references to coordinators.</param>
/// <param name="Logs">The log in the run folder.</param>
/// <param name="Time">Clock.</param>
/// <param name="Logger">Log.</param>
internal sealed record ReplicaEnvironment(
    string Replica, ReplicaHostOptions Options, EngineServices Engine, TrainingThread Thread, IGrainFactory Grains, IRunLogs Logs, TimeProvider Time, ILogger Logger)
{
    private readonly Lazy<DeviceCapacity> _capacity = new(() => Engine.Capacity(Options.Device));

    /// <summary>What the device can do: measured when first asked for, before a run takes its memory.</summary>
    public DeviceCapacity Capacity => _capacity.Value;
}
