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
/// <param name="checkpointName">Checkpoint; null for the newest that verifies.</param>
public sealed class RetrainRunSource(string name, string runFolder, RetrainPlan plan, string? checkpointName = null) : INetworkSource
{
    /// <inheritdoc/>
    public ExportedNetwork Load(Action<string> warn)
    {
        NativeRuntime.Initialize();
        CheckpointReadResult checkpoint = new CheckpointReader(new RunFolder(runFolder).CheckpointsDirectory).LoadChosen(checkpointName, warn)
            ?? throw new CdartsException($"The run {name} has no checkpoint yet in {runFolder}: try again later.");
        TrainTestSets sets = DataSource.Load(plan.Settings.Data);
        Genotype genotype = GenotypeJson.Read(plan.GenotypeJson, $"The genotype of the run {name}");
        RetrainNetwork network = RetrainNetwork.Build(
            plan.Settings.Network, genotype, sets.Train.Classes, sets.Train.Height, plan.Settings.Seed, plan.Settings.Precision);
        Retrainer trainer = new(network, sets, plan.Settings);
        try
        {
            SourcePictures.Require(checkpoint, trainer.DataFingerprint);
            RetrainSnapshot.Restore(trainer, checkpoint);
            trainer.TakeBest();
            return new ExportedNetwork(
                network.ForInference(), sets.Train, $"retraining {name}, checkpoint {checkpoint.Manifest.Name}", network.Infer, trainer);
        }
        catch
        {
            trainer.Dispose();
            throw;
        }
    }
}
