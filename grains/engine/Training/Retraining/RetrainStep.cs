using Cdarts.Engine.Collectives;
using Cdarts.Engine.Data;
using Cdarts.Engine.Networks;
using Cdarts.Engine.Networks.Layers;
using Cdarts.Engine.Optimizers;
using TorchSharp;
using static TorchSharp.torch;

namespace Cdarts.Engine.Training.Retraining;

/// <summary>What a step is told from outside.</summary>
/// <param name="Cursor">The update.</param>
/// <param name="LearningRate">Learning rate.</param>
/// <param name="DropPath">Which edges are left out; null for none.</param>
/// <param name="GlobalBatch">Pictures per update over all replicas.</param>
/// <param name="Stop">Whether this replica wants to stop after the step.</param>
/// <param name="Checkpoint">Whether this replica, rank 0, takes a checkpoint after the step.</param>
internal sealed record RetrainStepPlan(RetrainCursor Cursor, double LearningRate, DropPath? DropPath, int GlobalBatch, bool Stop, bool Checkpoint);

/// <summary>
/// One step: forward, backward, one all-reduce with gradients, batch-norm statistics and scalars, the vote, and only then the optimizer and the running
/// statistics. Until the vote nothing has changed. Bound to the training thread.
/// </summary>
internal sealed class RetrainStep(RetrainState state, RetrainSettings settings, ICollective collective)
{
    private readonly BatchParts _parts = new(settings.Data.DeviceBatch, collective);

    private bool WithAuxiliary => settings.AuxiliaryWeight > 0;

    internal RetrainStepFigures Run(Batch batch, RetrainStepPlan plan)
    {
        using DisposeScope scope = NewDisposeScope();
        Update update = new(state.Buffers, state.Statistics, collective, state.Group, (double)batch.Count / plan.GlobalBatch);
        update.Note(UpdateScalar.Count, tensor((double)batch.Count));
        update.Note(UpdateScalar.Checkpoint, tensor(plan.Checkpoint ? 1.0 : 0.0));
        _parts.ForEach(batch, plan.GlobalBatch, part => Learn(part, plan.DropPath?.Part(part.First, part.Batch.Count), update));
        (IReadOnlyDictionary<UpdateScalar, double> scalars, double[] norms) = update.Vote(
            quantity => NonFiniteLossException.InRetraining(plan.Cursor, quantity), plan.Stop, (state.Group, "the network"));
        StepWeights(norms[0], plan.LearningRate);
        update.CommitStatistics();
        return new RetrainStepFigures(
            scalars[UpdateScalar.RetrainLoss],
            scalars.TryGetValue(UpdateScalar.AuxiliaryLoss, out double auxiliary) ? auxiliary : null,
            scalars[UpdateScalar.RetrainCorrect] / scalars[UpdateScalar.Count],
            norms[0],
            scalars[UpdateScalar.Stop] > 0,
            scalars[UpdateScalar.Checkpoint] > 0);
    }

    /// <summary>Forward and backward without vote and optimizer: gradients and staged statistics are those of the next update before they count.</summary>
    internal void Rehearse(Batch batch)
    {
        using DisposeScope scope = NewDisposeScope();
        Learn(new BatchPart(batch, 0, 1, 1), null, new Update(state.Buffers, state.Statistics, collective, state.Group, 1));
    }

    /// <summary>L = CE + auxiliary weight x CE of the auxiliary classifier; forward and backward.</summary>
    private void Learn(BatchPart part, DropPath? dropPath, Update update)
    {
        Batch batch = part.Batch;
        (Tensor logits, Tensor? auxiliary) = state.Network.Forward(batch.Images, ForwardPass.Evaluation, dropPath, WithAuxiliary);
        update.NoteStaged(ForwardPass.Evaluation, state.StagedStatistics(WithAuxiliary), part.Weight);
        Tensor LossOf(Tensor output) =>
            RetrainLoss.Classification(output, batch.Labels, settings.LabelSmoothing, batch.Mixup?.PartnerLabels, batch.Mixup?.Shares);
        Tensor loss = LossOf(logits), total = loss;
        update.Note(UpdateScalar.RetrainLoss, loss * part.Share);
        if (auxiliary is not null)
        {
            Tensor ofAuxiliary = LossOf(auxiliary);
            total = loss + (settings.AuxiliaryWeight * ofAuxiliary);
            update.Note(UpdateScalar.AuxiliaryLoss, ofAuxiliary * part.Share);
        }

        (total * part.Share).backward();
        update.Note(UpdateScalar.RetrainCorrect, Losses.Correct(logits, batch.Labels));
    }

    private void StepWeights(double norm, double learningRate)
    {
        using IDisposable noGrad = no_grad();
        Tensor gradient = state.Group.Of(state.Buffers.Gradients);
        Sgd.Clip(gradient, norm, settings.Optimizer.ClipNorm);
        Sgd.Step(state.Group.Of(state.Buffers.Values), gradient, state.Momentum, settings.Optimizer, learningRate);
    }
}
