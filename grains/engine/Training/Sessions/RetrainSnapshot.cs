using System.Text.Json;
using System.Text.Json.Serialization;
using Cdarts.Engine.Checkpoints;
using Cdarts.Engine.Spaces;
using Cdarts.Engine.Training.Retraining;
using TorchSharp;
using static TorchSharp.torch;

namespace Cdarts.Engine.Training.Sessions;

/// <summary>
/// A retraining's state as the parts of a checkpoint, and back: the network that is trained, what was measured, and a copy of the best network. Orders,
/// augmentations and drop path are functions of seed and cursor, so no random state is needed.
/// </summary>
internal static class RetrainSnapshot
{
    private const string BestPrefix = "best/";

    // A network that has exploded may have a loss that is not finite when it is measured, though the step before was.
    private static readonly JsonSerializerOptions Layout = new(JsonSerializerDefaults.Web) { NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals };

    /// <summary>State beside the tensors.</summary>
    /// <param name="GenotypeJson">What is trained.</param>
    /// <param name="Measured">Figures after each epoch.</param>
    internal sealed record Notes(string GenotypeJson, IReadOnlyList<EvaluationFigures> Measured);

    /// <summary>Where a retraining stands, as checkpoints and coordinators count.</summary>
    internal static Cursor Position(RetrainCursor next) => new(0, TrainingPhase.Retrain, next.Epoch, next.Step, 0);

    /// <summary>Copies the state; the copy does not change while training goes on.</summary>
    internal static CheckpointContent Take(Retrainer trainer, string genotypeJson, Cursor cursor, long generation, string specHash)
    {
        using DisposeScope scope = NewDisposeScope();
        return new CheckpointContent
        {
            Generation = generation,
            Cursor = cursor,

            // A completed run comes after its last step, at which a checkpoint was written too.
            GlobalUpdate = trainer.Schedule.GlobalStep(trainer.Next) + (cursor.Phase == TrainingPhase.Completed ? 1 : 0),
            SpecHash = specHash,
            SplitHash = trainer.SplitHash,
            DataFingerprint = trainer.DataFingerprint,
            State = JsonSerializer.SerializeToElement(new Notes(genotypeJson, trainer.Measured), Layout),
            Search = [],
            Evaluation = [.. trainer.State.Select(tensor => TensorBlocks.Of(tensor.Name, tensor.Value))],
            Run = [.. trainer.BestTensors.Select(tensor => TensorBlocks.Of(BestPrefix + tensor.Name, tensor.Value))],
        };
    }

    /// <summary>Puts a checkpoint's state into a trainer that was just built from the same settings.</summary>
    /// <exception cref="CdartsException">The checkpoint is not one of this network's.</exception>
    internal static void Restore(Retrainer trainer, CheckpointReadResult checkpoint)
    {
        using DisposeScope scope = NewDisposeScope();
        string where = $"Checkpoint {checkpoint.Manifest.Name}";
        Cursor cursor = checkpoint.Manifest.Cursor;
        Notes notes = checkpoint.Manifest.State.Deserialize<Notes>(Layout)
            ?? throw new CdartsException($"{where} has no trainer state; resume from another one by removing it.");
        if (notes.GenotypeJson is null || cursor.Phase is not (TrainingPhase.Retrain or TrainingPhase.Completed))
        {
            throw new CdartsException($"{where} is of a search, not of a retraining: put the run's own checkpoints back.");
        }

        // Not left to the tensors: two genotypes that differ in an input alone have the same ones.
        if (!GenotypeJson.Read(notes.GenotypeJson, where).Equals(trainer.Network.Genotype))
        {
            throw new CdartsException($"{where} is of another genotype than the run's: put the run's own checkpoints back.");
        }

        TensorBlocks.Restore(checkpoint.Evaluation, trainer.State, where);
        bool isCompleted = cursor.Phase == TrainingPhase.Completed;
        trainer.ResumeAt(isCompleted ? new RetrainCursor(trainer.Schedule.Epochs, 0) : new RetrainCursor(cursor.Epoch, cursor.Step), notes.Measured, Best(trainer, checkpoint));
    }

    private static Dictionary<string, Tensor> Best(Retrainer trainer, CheckpointReadResult checkpoint)
    {
        Dictionary<string, Tensor> best = trainer.State.ToDictionary(tensor => tensor.Name, tensor => zeros_like(tensor.Value, requires_grad: false));
        TensorBlock[] blocks = [.. checkpoint.Run.Where(block => block.Name.StartsWith(BestPrefix, StringComparison.Ordinal))];
        string[] names = [.. blocks.Select(block => block.Name[BestPrefix.Length..])];
        TensorBlocks.Restore(blocks, names.Select(name => (BestPrefix + name, best[name])), $"Checkpoint {checkpoint.Manifest.Name}");
        return names.ToDictionary(name => name, name => best[name]);
    }
}
