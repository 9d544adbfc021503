using Cdarts.Engine.Checkpoints;
using Cdarts.Engine.Collectives;
using Cdarts.Engine.Data;
using Cdarts.Engine.Native;
using Cdarts.Engine.Networks;
using static TorchSharp.torch;

namespace Cdarts.Engine.Training.Sessions;

/// <summary>Opens sessions on this process's devices. Thread-safe.</summary>
public sealed class SearchSessionFactory(TimeProvider timeProvider) : ISearchSessionFactory
{
    /// <inheritdoc/>
    public ISearchSession Open(SessionOptions options, ISessionEvents events)
    {
        NativeRuntime.Initialize();
        CdartsSettings settings = options.Settings;
        Device device = DeviceSelection.Select(settings.Device);
        GradientSelfTest.Require(device, settings.Precision == Precision.Float64 ? ScalarType.Float64 : ScalarType.Float32);

        TrainTestSets sets = DataSource.Load(settings.Data);
        CdartsNetworks networks = CdartsNetworks.Build(
            settings.Network, sets.Train.Classes, sets.Train.Height, settings.Seed, settings.Precision, device);
        CdartsTrainer trainer = new(
            networks.Search, networks.Evaluation, networks.Alphas, sets, settings, CreateCollective(options), new TogetherExchange());
        try
        {
            RunFolder folder = new(options.RunFolder);
            folder.Create();
            CheckpointStore store = new(folder.CheckpointsDirectory, settings.Checkpoint.Keep, timeProvider);
            return new SearchSession(trainer, folder, store, new SessionShape(sets.Train.Classes, sets.Train.Height), options, events, timeProvider);
        }
        catch
        {
            trainer.Dispose();
            throw;
        }
    }

    private static ICollective CreateCollective(SessionOptions options) => options.WorldSize == 1
        ? new SingleCollective()
        : throw new CdartsException($"A group of {options.WorldSize} replicas was asked for, but this version trains on one device: use a single replica.");
}
