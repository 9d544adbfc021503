using Cdarts.Engine.Networks.Layers;
using static TorchSharp.torch;

namespace Cdarts.Engine.Training;

/// <summary>The evaluation network's half of a joint step, and its warm-up update. Bound to the training thread.</summary>
internal sealed class EvaluationHalf(NetworkState state, LossSettings loss)
{
    private Tensor? _logits;
    private Tensor? _ensemble;

    /// <summary>Forward on the validation batch. Gives the ensemble logits [3B, K].</summary>
    internal Tensor Forward(BatchPart valid, Update update)
    {
        (_logits, _ensemble) = state.Evaluation.Forward(valid.Batch.Images, ForwardPass.Evaluation, withEnsemble: true);
        update.NoteStaged(ForwardPass.Evaluation, state.StagedStatistics(NetworkSide.Evaluation, withHeads: true), valid.Weight);
        return _ensemble!;
    }

    /// <summary>On a replica without this network: what the half, or its warm-up, will have given to an update.</summary>
    internal void Expect(Update update, bool withHeads) => update.Expect(
        ForwardPass.Evaluation,
        state.StagedStatistics(NetworkSide.Evaluation, withHeads),
        UpdateScalar.EvaluationLoss, UpdateScalar.EvaluationCorrect);

    /// <summary>CE_E / loss_alpha, and loss_alpha T² D(theirs, own) unless the teacher is detached; backward.</summary>
    internal void Backward(BatchPart valid, Tensor theirs, Update update)
    {
        Tensor classification = Losses.Classification(_logits!, valid.Batch.Labels);
        Tensor total = classification / loss.LossAlpha;
        if (!loss.DetachTeacher)
        {
            total += Losses.Interactive(loss.Interactive, theirs, _ensemble!, loss.Temperature) * loss.LossAlpha;
        }

        (total * valid.Share).backward();
        update.Note(UpdateScalar.EvaluationLoss, classification * valid.Share);
        update.Note(UpdateScalar.EvaluationCorrect, Losses.Correct(_logits!, valid.Batch.Labels));
        (_logits, _ensemble) = (null, null);
    }

    /// <summary>CE_E alone, forward and backward.</summary>
    internal void LearnAlone(BatchPart part, Update update)
    {
        (Tensor logits, _) = state.Evaluation.Forward(part.Batch.Images, ForwardPass.Evaluation, withEnsemble: false);
        update.NoteStaged(ForwardPass.Evaluation, state.StagedStatistics(NetworkSide.Evaluation, withHeads: false), part.Weight);
        Tensor classification = Losses.Classification(logits, part.Batch.Labels);
        (classification * part.Share).backward();
        update.Note(UpdateScalar.EvaluationLoss, classification * part.Share);
        update.Note(UpdateScalar.EvaluationCorrect, Losses.Correct(logits, part.Batch.Labels));
    }
}
