using System.Text.Json;
using Cdarts.Engine.Checkpoints;
using Cdarts.Engine.Networks.Layers;
using Cdarts.Engine.Networks.Stacked;
using Cdarts.Engine.Spaces;
using Cdarts.Engine.Training.Layouts;
using TorchSharp;
using static TorchSharp.torch;

namespace Cdarts.Engine.Training.Sessions;

/// <summary>
/// A trainer's state as the parts of a checkpoint, and back. Holds everything that an update can change: weights (also of operations that the
/// topology does not use), alphas, moments of the three optimizers, batch-norm statistics, topologies and the cursor. Orders and augmentations are
/// functions of seed and cursor, so no random state is needed.
/// </summary>
internal static class TrainerSnapshot
{
    private const string SearchMomentum = "momentum.search/", EvaluationMomentum = "momentum.evaluation/";
    private const string EvaluationPrefix = "evaluation.";

    /// <summary>Trainer state beside the tensors.</summary>
    /// <param name="AlphaSteps">Adam steps of the alphas.</param>
    /// <param name="Topologies">Topologies of the cycles so far.</param>
    /// <param name="Stacking">How stacked search cells are computed; null where they are not stacked, and before the first step.</param>
    /// <param name="Space">Search space; null, in old checkpoints, = darts.</param>
    internal sealed record Notes(long AlphaSteps, IReadOnlyList<TopologyRecord> Topologies, StackingPlan? Stacking = null, string? Space = null);

    /// <summary>Copies the state; the copy does not change while training goes on.</summary>
    internal static CheckpointContent Take(CdartsTrainer trainer, long generation, string specHash)
    {
        using DisposeScope scope = NewDisposeScope();
        List<TensorBlock> search = [], evaluation = [], run = [];
        foreach ((string name, Tensor value) in Tensors(trainer.State))
        {
            List<TensorBlock> part = name.StartsWith("alphas", StringComparison.Ordinal) ? run
                : name.StartsWith(EvaluationPrefix, StringComparison.Ordinal) || name.StartsWith(EvaluationMomentum, StringComparison.Ordinal) ? evaluation
                : search;
            part.Add(TensorBlocks.Of(name, value));
        }

        return new CheckpointContent
        {
            Generation = generation,
            Cursor = trainer.Next,
            GlobalUpdate = trainer.Schedule.GlobalUpdate(trainer.Next),
            SpecHash = specHash,
            SplitHash = trainer.SplitHash,
            DataFingerprint = trainer.DataFingerprint,
            State = JsonSerializer.SerializeToElement(new Notes(trainer.State.AlphaSteps, trainer.History, trainer.State.Search.Stacking, trainer.State.Mutator.Space.Name), JsonSerializerOptions.Web),
            Search = search,
            Evaluation = evaluation,
            Run = run,
        };
    }

    /// <summary>Puts a checkpoint's state into a trainer that was just built from the same settings.</summary>
    /// <exception cref="CdartsException">The checkpoint holds other tensors than the networks.</exception>
    internal static void Restore(CdartsTrainer trainer, CheckpointReadResult checkpoint)
    {
        using DisposeScope scope = NewDisposeScope();
        string where = $"Checkpoint {checkpoint.Manifest.Name}";
        Notes notes = checkpoint.Manifest.State.Deserialize<Notes>(JsonSerializerOptions.Web)
            ?? throw new CdartsException($"{where} has no trainer state; resume from another one by removing it.");
        if (notes.Topologies is null)
        {
            throw new CdartsException($"{where} is of a retraining, not of a search: put the run's own checkpoints back.");
        }

        string space = notes.Space ?? "darts";
        if (space != trainer.State.Mutator.Space.Name)
        {
            throw new CdartsException(
                $"{where} is of the search space {space}, but the run is of {trainer.State.Mutator.Space.Name}: put the run's own checkpoints back.");
        }

        trainer.State.LayOutFor([.. notes.Topologies.Select(record => GenotypeJson.Read(record.GenotypeJson, where))]);
        trainer.State.AlphaSteps = notes.AlphaSteps;
        if (notes.Stacking is not null)
        {
            trainer.State.Search.Use(notes.Stacking);
        }

        IEnumerable<TensorBlock> blocks = checkpoint.Search.Concat(checkpoint.Evaluation).Concat(checkpoint.Run);
        if (trainer.State.Role != ReplicaRole.Together)
        {
            HashSet<string> held = [.. Tensors(trainer.State).Select(tensor => tensor.Name)];
            blocks = blocks.Where(block => held.Contains(block.Name));
        }

        TensorBlocks.Restore(blocks, Tensors(trainer.State), where);
        trainer.ResumeAt(checkpoint.Manifest.Cursor, notes.Topologies);
    }

    /// <summary>The whole state from a replica that holds the search network and one that holds the evaluation network.</summary>
    /// <exception cref="CdartsException">They stand at different updates.</exception>
    internal static CheckpointContent Merge(CheckpointContent search, CheckpointContent evaluation) => search.Cursor == evaluation.Cursor
        ? search with { Evaluation = evaluation.Evaluation }
        : throw new CdartsException(
            $"The search network stands at {search.Cursor} and the evaluation network at {evaluation.Cursor}: resume from the last checkpoint.");

    /// <summary>Whether a tensor of the state is on every replica also when the networks are on different ones: alphas and shared modules, with their moments.</summary>
    internal static bool IsCommon(string name)
    {
        string of = name[(name.IndexOf('/', StringComparison.Ordinal) + 1)..];
        return of.StartsWith("alphas", StringComparison.Ordinal) || of.StartsWith("shared.", StringComparison.Ordinal);
    }

    /// <summary>Every tensor of the state, by stable name; views where possible. Without one of the networks, what there is.</summary>
    internal static IEnumerable<(string Name, Tensor Value)> Tensors(NetworkState state)
    {
        foreach (Weight weight in state.Groups.All)
        {
            yield return (weight.Name, weight.Value.detach());
            if (state.Buffers.SearchMomentumOf(weight) is { } search)
            {
                yield return (SearchMomentum + weight.Name, search);
            }

            if (state.Buffers.EvaluationMomentumOf(weight) is { } evaluation)
            {
                yield return (EvaluationMomentum + weight.Name, evaluation);
            }
        }

        yield return ("alphas.first_moment", state.AlphaFirstMoment);
        yield return ("alphas.second_moment", state.AlphaSecondMoment);
        foreach (BatchNorm norm in state.Norms)
        {
            yield return (norm.Name + ".running_mean", norm.Mean);
            yield return (norm.Name + ".running_var", norm.Variance);
        }
    }
}
