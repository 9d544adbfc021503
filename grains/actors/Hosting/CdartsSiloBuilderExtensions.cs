using Cdarts.Grains.Coordination;
using Cdarts.Grains.Inventory;
using Cdarts.Grains.Placement;
using Cdarts.Grains.Replicas;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Orleans.Storage;

namespace Cdarts.Grains.Hosting;

/// <summary>Adds Cdarts to a silo.</summary>
public static class CdartsSiloBuilderExtensions
{
    /// <summary>
    /// Adds the grains, the replica host of this silo's device and its announcements. The silo must provide grain storage named
    /// <see cref="GrainStorageNames.Runs"/>; <see cref="GrainStorageJson"/> becomes the serializer of all grain storage.
    /// </summary>
    /// <param name="silo">The silo.</param>
    /// <param name="engine">The engine.</param>
    /// <param name="replica">Changes what the silo offers.</param>
    /// <param name="coordinator">Changes how coordinators deal with replicas.</param>
    public static ISiloBuilder AddCdarts(
        this ISiloBuilder silo, EngineServices engine, Action<ReplicaHostOptions>? replica = null, Action<CoordinatorOptions>? coordinator = null)
    {
        silo.AddPlacementDirector<ReplicaPlacement, ReplicaPlacementDirector>();
        silo.Services.AddSingleton(engine);
        silo.Services.TryAddSingleton(TimeProvider.System);
        silo.Services.AddSingleton<IGrainStorageSerializer, GrainStorageJson>();
        silo.Services.AddSingleton<ReplicaHost>();
        silo.Services.AddSingleton<ILifecycleParticipant<ISiloLifecycle>, ReplicaDrain>();
        silo.Services.AddHostedService<ReplicaRegistrar>();
        silo.Services.AddHostedService<SiloNotes>();
        silo.Services.TryAddSingleton<IRunLogs, NoRunLogs>();
        silo.Services.Configure(replica ?? (_ => { }));
        silo.Services.Configure(coordinator ?? (_ => { }));
        return silo;
    }
}
