using Cdarts.Engine.Mutators;
using Cdarts.Engine.Networks.Layers;
using static TorchSharp.torch;

namespace Cdarts.Engine.Training;

/// <summary>The search network's half of a joint step, and its weight update. Bound to the training thread.</summary>
internal sealed class SearchHalf(NetworkState state, LossSettings loss)
{
    private Tensor? _logits;
    private Tensor? _ensemble;
    private Tensor? _regulariser;
    private Tensor? _entropy;

    /// <summary>Forward on the validation batch; only alphas and shared modules learn. Gives the ensemble logits [3B, K].</summary>
    internal Tensor Forward(BatchPart valid, Update update)
    {
        state.Buffers.LearnSearchOnly(false);
        (ArchitectureWeights weights, _regulariser) = state.Mutator.ResetWithLoss();
        _entropy = weights.Entropy();
        (_logits, _ensemble) = state.Search.Forward(valid.Batch.Images, weights, ForwardPass.Search, withEnsemble: true);
        update.NoteStaged(ForwardPass.Search, state.StagedStatistics(NetworkSide.Search, withHeads: true), valid.Weight);
        return _ensemble!;
    }

    /// <summary>On a replica without this network: what the half of a joint step will have given to an update.</summary>
    internal void ExpectJoint(Update update) => update.Expect(
        ForwardPass.Search,
        state.StagedStatistics(NetworkSide.Search, withHeads: true),
        UpdateScalar.SearchLoss, UpdateScalar.InteractiveLoss, UpdateScalar.RegulariserLoss, UpdateScalar.AlphaEntropy, UpdateScalar.SearchCorrect);

    /// <summary>The same of <see cref="LearnWeights"/>.</summary>
    internal void ExpectWeights(Update update, UpdateScalar lossScalar) => update.Expect(
        ForwardPass.Search,
        state.StagedStatistics(NetworkSide.Search, withHeads: false),
        lossScalar == UpdateScalar.SearchLoss ? [lossScalar, UpdateScalar.SearchCorrect] : [lossScalar]);

    /// <summary>CE_S / loss_alpha + loss_alpha T² D(own, theirs) + λ R, backward.</summary>
    internal void Backward(BatchPart valid, Tensor theirs, double regulariserWeight, Update update)
    {
        Tensor classification = Losses.Classification(_logits!, valid.Batch.Labels);
        Tensor interactive = Losses.Interactive(loss.Interactive, _ensemble!, theirs, loss.Temperature) * loss.LossAlpha;
        Tensor regulariser = _regulariser! * regulariserWeight;
        ((classification / loss.LossAlpha + interactive) * valid.Share).backward();
        state.Mutator.AddRegulariserGradient(regulariserWeight * valid.Share);
        update.Note(UpdateScalar.SearchLoss, classification * valid.Share);
        update.Note(UpdateScalar.InteractiveLoss, interactive * valid.Share);
        update.Note(UpdateScalar.RegulariserLoss, regulariser * valid.Share);
        End(valid, update);
    }

    /// <summary>First-order DARTS's update of the alphas: CE_S on the validation batch alone, forward and backward; no weights learn.</summary>
    internal void LearnAlphas(BatchPart valid, Update update)
    {
        state.Buffers.LearnSearchOnly(false);
        ArchitectureWeights weights = state.Mutator.Sample();
        _entropy = weights.Entropy();
        (_logits, _) = state.Search.Forward(valid.Batch.Images, weights, ForwardPass.Search, withEnsemble: false);
        update.NoteStaged(ForwardPass.Search, state.StagedStatistics(NetworkSide.Search, withHeads: false), valid.Weight);
        Tensor classification = Losses.Classification(_logits, valid.Batch.Labels);
        (classification * valid.Share).backward();
        update.Note(UpdateScalar.SearchLoss, classification * valid.Share);
        End(valid, update);
    }

    private void End(BatchPart valid, Update update)
    {
        update.Note(UpdateScalar.AlphaEntropy, _entropy! * valid.Share);
        update.Note(UpdateScalar.SearchCorrect, Losses.Correct(_logits!, valid.Batch.Labels));
        (_logits, _ensemble, _regulariser, _entropy) = (null, null, null, null);
        state.Buffers.LearnSearchOnly(true);
    }

    /// <summary>CE_S on the training batch, forward and backward, with the alphas as they are now and without gradients to them.</summary>
    internal void LearnWeights(BatchPart train, Update update, UpdateScalar lossScalar)
    {
        ArchitectureWeights weights;
        using (no_grad())
        {
            weights = state.Mutator.Sample();
        }

        (Tensor logits, _) = state.Search.Forward(train.Batch.Images, weights, ForwardPass.Search, withEnsemble: false);
        update.NoteStaged(ForwardPass.Search, state.StagedStatistics(NetworkSide.Search, withHeads: false), train.Weight);
        Tensor classification = Losses.Classification(logits, train.Batch.Labels);
        (classification * train.Share).backward();
        update.Note(lossScalar, classification * train.Share);
        if (lossScalar == UpdateScalar.SearchLoss)
        {
            update.Note(UpdateScalar.SearchCorrect, Losses.Correct(logits, train.Batch.Labels));
        }
    }
}
