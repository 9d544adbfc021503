using System.Collections.Concurrent;
using Cdarts.Engine.Checkpoints;
using Cdarts.Engine.Collectives;
using Cdarts.Engine.Data;
using Cdarts.Engine.Diagnostics;
using Cdarts.Engine.Native;
using Cdarts.Engine.Networks;
using Cdarts.Engine.Spaces;
using Cdarts.Engine.Training.Layouts;
using Cdarts.Engine.Training.Memory;
using Cdarts.Engine.Training.Retraining;
using TorchSharp;
using static TorchSharp.torch;

namespace Cdarts.Engine.Training.Sessions;

/// <summary>Opens sessions on this process's devices. Thread-safe.</summary>
public sealed class SearchSessionFactory(TimeProvider timeProvider) : ISearchSessionFactory
{
    /// <summary>What a GPU had before the first session: LibTorch keeps the memory of closed ones for itself, and gives it to the next.</summary>
    private readonly ConcurrentDictionary<int, long?> _gpuMemory = [];

    /// <summary>Bytes that a session may take of a device, asked for before it is opened; null where nobody tells.</summary>
    internal Func<Device, long?> Memory { get; init; } = DeviceMemory.Available;

    /// <inheritdoc/>
    public ISearchSession Open(SessionOptions options, ISessionEvents events)
    {
        NativeRuntime.Initialize();
        CdartsSettings settings = options.Settings;
        Device device = DeviceSelection.Select(settings.Device);
        GradientSelfTest.Require(device, settings.Precision);

        // Before anything of the run lies there.
        long? memory = device.type == DeviceType.CUDA ? _gpuMemory.GetOrAdd(device.index, _ => Memory(device)) : Memory(device);
        TrainTestSets sets = DataSource.Load(settings.Data, timeProvider);
        RunFolder folder = new(options.RunFolder);
        SessionShape shape = new(sets.Train.Classes, sets.Train.Height) { Notes = sets.Notes };

        CurrentGroup group = new();
        if (options.Retrain is { } plan)
        {
            Retrainer retrainer = CreateRetrainer(plan, sets, device, group);
            MemoryPreflight retraining = new(
                MemoryEstimate.Of(plan.Settings, retrainer.Network.Genotype, shape.Classes, shape.ImageSize), plan.Settings.Data, settings.Device, memory);
            return Open(retrainer, folder, () => new RetrainSession(retrainer, group, folder, shape, options, events, timeProvider, retraining));
        }

        CdartsTrainer Create(ReplicaGroups groups)
        {
            CdartsNetworks networks = CdartsNetworks.Build(
                settings.Network, sets.Train.Classes, sets.Train.Height, settings.Seed, settings.Precision, device);
            return new CdartsTrainer(networks.Search, networks.Evaluation, networks.Alphas, sets, settings, groups);
        }

        RoleTrainer trainer = new(Create(ReplicaGroups.Together(group)), Create, group);
        MemoryPreflight preflight = new(role => MemoryEstimate.Of(settings, shape.Classes, shape.ImageSize, role), settings.Data, settings.Device, memory);
        return Open(trainer, folder, () => new SearchSession(trainer, group, folder, shape, options, events, timeProvider, preflight));
    }

    private static Retrainer CreateRetrainer(RetrainPlan plan, TrainTestSets sets, Device device, CurrentGroup group)
    {
        Genotype genotype = GenotypeJson.Read(plan.GenotypeJson, "The genotype of the run");
        RetrainNetwork network = RetrainNetwork.Build(
            plan.Settings.Network, genotype, sets.Train.Classes, sets.Train.Height, plan.Settings.Seed, plan.Settings.Precision, device);
        return new Retrainer(network, sets, plan.Settings, group);
    }

    private static ISearchSession Open(IDisposable trainer, RunFolder folder, Func<ISearchSession> open)
    {
        try
        {
            // Not before the networks are built: a run that fails earlier leaves nothing.
            folder.Create();
            return open();
        }
        catch
        {
            trainer.Dispose();
            throw;
        }
    }
}
