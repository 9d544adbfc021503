using Cdarts.Engine.Checkpoints;
using Cdarts.Engine.Data;
using Cdarts.Engine.Native;
using Cdarts.Engine.Networks;
using Cdarts.Engine.Spaces;
using Cdarts.Engine.Training.Retraining;
using Cdarts.Engine.Training.Sessions;

namespace Cdarts.Engine.Export;

/// <summary>
/// The network of a retraining, from the newest checkpoint that verifies: of a completed run that of its best epoch, else that of the best epoch so far, or
/// before there is one the network as it is.
/// </summary>
/// <param name="name">Name of the run.</param>
/// <param name="runFolder">Its folder.</param>
/// <param name="plan">What it trains.</param>
public sealed class RetrainRunSource(string name, string runFolder, RetrainPlan plan) : INetworkSource
{
    /// <inheritdoc/>
    public ExportedNetwork Load(Action<string> warn)
    {
        Retrainer trainer = LoadTrainer(DataSource.Load(plan.Settings.Data), warn, out string checkpoint);
        return new ExportedNetwork(
            trainer.Network.ForInference(), DataSource.Load(plan.Settings.Data).Train, $"retraining {name}, checkpoint {checkpoint}", trainer);
    }

    /// <summary>The same as a trainer over given pictures; the caller disposes it.</summary>
    internal Retrainer LoadTrainer(TrainTestSets sets, Action<string> warn, out string checkpointName)
    {
        NativeRuntime.Initialize();
        RunFolder folder = new(runFolder);
        CheckpointReadResult checkpoint = new CheckpointReader(folder.CheckpointsDirectory).LoadNewest(warn)
            ?? throw new CdartsException($"The run {name} has no checkpoint yet in {folder.CheckpointsDirectory}: try again later.");
        checkpointName = checkpoint.Manifest.Name;
        Genotype genotype = GenotypeJson.Read(plan.GenotypeJson, $"The genotype of the run {name}");
        RetrainNetwork network = RetrainNetwork.Build(
            plan.Settings.Network, genotype, sets.Train.Classes, sets.Train.Height, plan.Settings.Seed, plan.Settings.Precision);
        Retrainer trainer = new(network, sets, plan.Settings);
        try
        {
            RetrainSnapshot.Restore(trainer, checkpoint);
            trainer.TakeBest();
            return trainer;
        }
        catch
        {
            trainer.Dispose();
            throw;
        }
    }
}
