using Cdarts.Engine.Checkpoints;
using Cdarts.Engine.Data;
using Cdarts.Engine.Native;
using Cdarts.Engine.Networks;
using Cdarts.Engine.Networks.Layers;
using Cdarts.Engine.Training;
using Cdarts.Engine.Training.Sessions;

namespace Cdarts.Engine.Export;

/// <summary>
/// The evaluation network of a search, from the newest checkpoint that verifies. Its running statistics are re-estimated on training pictures as for the
/// run's held-out figures, so that the exported network is the one that those figures are of; the run's data set must be there for it.
/// </summary>
/// <param name="name">Name of the run.</param>
/// <param name="runFolder">Its folder.</param>
/// <param name="settings">Its settings.</param>
/// <param name="checkpointName">Checkpoint; null for the newest that verifies.</param>
public sealed class SearchRunSource(string name, string runFolder, CdartsSettings settings, string? checkpointName = null) : INetworkSource
{
    /// <inheritdoc/>
    public ExportedNetwork Load(Action<string> warn)
    {
        if (settings.Strategy != SearchStrategy.Cdarts)
        {
            throw new CdartsException($"The run {name} has the strategy {settings.Strategy.ToString().ToLowerInvariant()}, which trains no evaluation network: retrain its genotype and export that.");
        }

        NativeRuntime.Initialize();
        RunFolder folder = new(runFolder);
        CheckpointReadResult checkpoint = new CheckpointReader(folder.CheckpointsDirectory).LoadChosen(checkpointName, warn)
            ?? throw new CdartsException($"The run {name} has no checkpoint yet in {folder.CheckpointsDirectory}: export it later.");
        TrainTestSets sets = DataSource.Load(settings.Data);
        CdartsNetworks networks = CdartsNetworks.Build(settings.Network, sets.Train.Classes, sets.Train.Height, settings.Seed, settings.Precision);
        CdartsTrainer trainer = new(networks.Search, networks.Evaluation, networks.Alphas, sets, settings);
        try
        {
            return Restore(trainer, checkpoint, sets.Train);
        }
        catch
        {
            trainer.Dispose();
            throw;
        }
    }

    private ExportedNetwork Restore(CdartsTrainer trainer, CheckpointReadResult checkpoint, PictureSet pictures)
    {
        string where = checkpoint.Manifest.Name;
        SourcePictures.Require(checkpoint, trainer.DataFingerprint);
        TrainerSnapshot.Restore(trainer, checkpoint);
        if (trainer.History.Count == 0)
        {
            throw new CdartsException($"The run {name} has no evaluation network yet: it has one after the search warm-up.");
        }

        trainer.EstimateStatistics();
        return new ExportedNetwork(
            trainer.State.Evaluation.ForInference(), pictures, $"search {name}, checkpoint {where}",
            images => trainer.State.Evaluation.Forward(images, ForwardPass.Inference, withEnsemble: false).Logits, trainer);
    }
}
