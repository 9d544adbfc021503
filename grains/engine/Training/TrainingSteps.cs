using Cdarts.Engine.Collectives;
using Cdarts.Engine.Data;
using Cdarts.Engine.Diagnostics;
using Cdarts.Engine.Optimizers;
using Cdarts.Engine.Training.Layouts;
using TorchSharp;
using static TorchSharp.torch;

namespace Cdarts.Engine.Training;

/// <summary>
/// The three kinds of step of CDARTS (specification, 3.3): search warm-up, evaluation warm-up and joint. Every update is forward, backward, one
/// all-reduce, a vote, and only then the optimizer. Bound to the training thread.
/// </summary>
internal sealed class TrainingSteps
{
    private readonly NetworkState _state;
    private readonly CdartsSettings _settings;
    private readonly ReplicaGroups _groups;
    private readonly IFeatureExchange _exchange;
    private readonly SearchHalf _search;
    private readonly EvaluationHalf _evaluation;
    private readonly BatchParts _parts;
    private readonly Action<Batch, int, Action<BatchPart>> _jointParts;
    private readonly VoteMemory _votes;

    /// <param name="state">What the steps change.</param>
    /// <param name="settings">Settings.</param>
    /// <param name="groups">Groups; a replica without one of the networks takes part in that network's updates with its vote, and with its copy of what both share.</param>
    /// <param name="exchange">Where the halves meet.</param>
    /// <param name="votes">Keeps votes for replicas that miss them; null for nobody.</param>
    internal TrainingSteps(NetworkState state, CdartsSettings settings, ReplicaGroups groups, IFeatureExchange exchange, VoteMemory? votes = null)
    {
        _state = state;
        _settings = settings;
        _groups = groups;
        _exchange = exchange;
        _votes = votes ?? new VoteMemory();
        _search = new SearchHalf(state, settings.Loss);
        _evaluation = new EvaluationHalf(state, settings.Loss);
        _parts = new BatchParts(settings.Data.DeviceBatch, groups.Own);
        _jointParts = groups.IsSplit ? new PairParts(groups, settings.Data.DeviceBatch).ForEach : _parts.ForEach;
    }

    /// <summary>The steps of a replica that holds both networks.</summary>
    internal TrainingSteps(NetworkState state, CdartsSettings settings, ICollective group, IFeatureExchange exchange)
        : this(state, settings, ReplicaGroups.Together(group), exchange)
    {
    }

    /// <summary>Search network on a training batch; alphas frozen.</summary>
    /// <param name="train">Training batch; null without the search network.</param>
    /// <param name="plan">Plan.</param>
    internal StepFigures SearchWarmup(Batch? train, StepPlan plan)
    {
        using DisposeScope scope = NewDisposeScope();
        Update update = Begin(_state.Buffers.SearchGroup, train, plan);
        LearnSearchWeights(update, train, plan, UpdateScalar.SearchLoss);
        return _votes.Run(
            update,
            plan.Cursor,
            () => StepFigures.Of(StepSearchWeights(update, plan.Cursor, plan, out double norm), update.Sides, searchNorm: norm),
            figures => figures);
    }

    /// <summary>Evaluation network alone.</summary>
    /// <param name="batch">Batch; null without the evaluation network.</param>
    /// <param name="plan">Plan.</param>
    internal StepFigures EvaluationWarmup(Batch? batch, StepPlan plan)
    {
        using DisposeScope scope = NewDisposeScope();
        Update update = Begin(_state.Buffers.EvaluationGroup, batch, plan);
        LearnEvaluationWeights(update, batch, plan);
        return _votes.Run(
            update,
            plan.Cursor,
            () =>
            {
                (IReadOnlyDictionary<UpdateScalar, double> scalars, double[] norms) = update.Vote(FailureAt(plan.Cursor), plan.Stop, EvaluationGroup);
                StepEvaluationWeights(norms[0], plan);
                update.CommitStatistics();
                return StepFigures.Of(scalars, update.Sides, evaluationNorm: norms[0]);
            },
            figures => figures);
    }

    /// <summary>
    /// <see cref="WarmupUse.SearchSteps"/>: the evaluation network's warm-up, and an update of the search network's weights beside it under one vote. Both gradients are
    /// taken from the same weights; of modules that both have, the evaluation network's is applied first.
    /// </summary>
    /// <param name="batch">Batch; null without the evaluation network.</param>
    /// <param name="train">Training batch; null without the search network.</param>
    /// <param name="plan">Plan.</param>
    internal StepFigures WarmupOfBoth(Batch? batch, Batch? train, StepPlan plan)
    {
        using DisposeScope scope = NewDisposeScope();
        ParameterBuffers buffers = _state.Buffers;
        Update update = Begin(buffers.SearchGroup.To(buffers.EvaluationGroup), batch ?? train, plan, counts: batch is not null);
        LearnSearchWeights(update, train, plan, UpdateScalar.WeightLoss);
        update.SetAside();
        LearnEvaluationWeights(update, batch, plan);
        return _votes.Run(
            update,
            plan.Cursor,
            () =>
            {
                (IReadOnlyDictionary<UpdateScalar, double> scalars, double[] norms) =
                    update.Vote(FailureAt(plan.Cursor), plan.Stop, EvaluationGroup, SearchGroup);
                StepEvaluationWeights(norms[0], plan);
                update.TakeAside();
                StepGroup(buffers.SearchGroup, buffers.SearchMomentum, _settings.SearchOptimizer, norms[1], plan.SearchLearningRate);
                update.CommitStatistics();
                return StepFigures.Of(scalars, update.Sides, norms[1], norms[0]);
            },
            figures => figures);
    }

    /// <summary>
    /// Both networks: (1) alphas and evaluation weights on the validation batch, (2) search weights on the training batch, under the new alphas.
    /// Under first-order DARTS the first update is that of the alphas alone. A step whose cursor stands at its second update does that one alone, and has
    /// the figures of that one alone.
    /// </summary>
    /// <param name="valid">Validation batch.</param>
    /// <param name="train">Training batch; null without the search network.</param>
    /// <param name="plan">Plan.</param>
    /// <param name="onFirstUpdate">Called when the first update is committed.</param>
    internal StepFigures Joint(Batch valid, Batch? train, StepPlan plan, Action? onFirstUpdate = null)
    {
        using DisposeScope scope = NewDisposeScope();
        FirstUpdate first = FirstUpdate.None;
        if (plan.Cursor.Update == 0)
        {
            first = _settings.Strategy == SearchStrategy.Darts ? LearnAlphas(valid, plan) : LearnAlphasAndEvaluationWeights(valid, train, plan);
            onFirstUpdate?.Invoke();
            Failpoints.Reach(TrainingFailpoints.BetweenUpdates, plan.Cursor.ToString());
        }

        return LearnSearchWeights(
            train,
            plan,
            first.Ahead,
            (second, sides, norm) => StepFigures.Of(first.With(second), sides?.After(first.Sides), norm, first.EvaluationNorm));
    }

    private FirstUpdate LearnAlphasAndEvaluationWeights(Batch valid, Batch? train, StepPlan plan)
    {
        bool searches = _groups.Holds(NetworkSide.Search), evaluates = _groups.Holds(NetworkSide.Evaluation);
        Update update = Begin(_state.Buffers.EvaluationGroup.To(_state.Buffers.Alphas), valid, plan, counts: searches);
        LearnHalves(update, valid, plan, searches, evaluates);
        Update? ahead = _settings.Split.Overlap && searches && update.IsApart && train is { } slice ? BeginAhead(update, slice, plan) : null;
        return _votes.Run(
            update,
            plan.Cursor,
            () =>
            {
                (IReadOnlyDictionary<UpdateScalar, double> scalars, double[] norms) =
                    update.Vote(FailureAt(plan.Cursor), plan.Stop, EvaluationGroup, (_state.Buffers.Alphas, "the alphas"));
                StepEvaluationWeights(norms[0], plan);
                StepAlphas();
                update.CommitStatistics();
                return new FirstUpdate(scalars, norms[0], update.Sides) { Ahead = ahead };
            },
            _ => null);
    }

    private void LearnHalves(Update update, Batch valid, StepPlan plan, bool searches, bool evaluates)
    {
        using DisposeScope scope = NewDisposeScope();
        _jointParts(valid, plan.GlobalBatch, part =>
        {
            if (searches)
            {
                _exchange.Give(NetworkSide.Search, _search.Forward(part, update), part.Index);
            }

            if (evaluates)
            {
                _exchange.Give(NetworkSide.Evaluation, _evaluation.Forward(part, update), part.Index);
            }

            if (searches)
            {
                _search.Backward(part, _exchange.Take(NetworkSide.Search), plan.RegulariserWeight, update);
            }

            if (evaluates)
            {
                _evaluation.Backward(part, _exchange.Take(NetworkSide.Evaluation), update);
            }
        });
        if (!searches)
        {
            _search.ExpectJoint(update);
        }

        if (!evaluates)
        {
            _evaluation.Expect(update, withHeads: true);
        }
    }

    /// <summary>
    /// The passes of the second update while the evaluation side is still at the first one, which has not passed its vote: with alphas as they will be if it does. Of
    /// the state nothing is changed when this returns or throws.
    /// </summary>
    private Update BeginAhead(Update first, Batch train, StepPlan plan)
    {
        first.SumOwn();
        first.Park();
        Update second;
        using (new TentativeAlphas(_state, StepAlphas))
        {
            second = Begin(_state.Buffers.SearchGroup, train, plan);
            LearnSearchWeights(second, train, plan, UpdateScalar.WeightLoss);
        }

        second.Park();
        first.Unpark();
        return second;
    }

    private FirstUpdate LearnAlphas(Batch valid, StepPlan plan)
    {
        using DisposeScope scope = NewDisposeScope();
        Update update = Begin(_state.Buffers.Alphas, valid, plan);
        _parts.ForEach(valid, plan.GlobalBatch, part => _search.LearnAlphas(part, update));
        (IReadOnlyDictionary<UpdateScalar, double> scalars, _) = update.Vote(FailureAt(plan.Cursor), plan.Stop, (_state.Buffers.Alphas, "the alphas"));
        StepAlphas();
        update.CommitStatistics();
        return new FirstUpdate(scalars);
    }

    private StepFigures LearnSearchWeights(
        Batch? train, StepPlan plan, Update? ahead, Func<IReadOnlyDictionary<UpdateScalar, double>, SideFigures?, double, StepFigures> figures)
    {
        using DisposeScope scope = NewDisposeScope();
        Cursor cursor = plan.Cursor with { Update = 1 };
        Update update = ahead ?? Begin(_state.Buffers.SearchGroup, train, plan);
        if (ahead is null)
        {
            LearnSearchWeights(update, train, plan, UpdateScalar.WeightLoss);
        }

        update.Unpark();
        return _votes.Run(update, cursor, () => figures(StepSearchWeights(update, cursor, plan, out double norm), update.Sides, norm), done => done);
    }

    private void LearnSearchWeights(Update update, Batch? train, StepPlan plan, UpdateScalar loss)
    {
        if (train is { } slice)
        {
            using DisposeScope scope = NewDisposeScope();
            _parts.ForEach(slice, plan.GlobalBatch, part => _search.LearnWeights(part, update, loss));
        }
        else
        {
            _search.ExpectWeights(update, loss);
        }
    }

    private void LearnEvaluationWeights(Update update, Batch? batch, StepPlan plan)
    {
        if (batch is { } slice)
        {
            using DisposeScope scope = NewDisposeScope();
            _parts.ForEach(slice, plan.GlobalBatch, part => _evaluation.LearnAlone(part, update));
        }
        else
        {
            _evaluation.Expect(update, withHeads: false);
        }
    }

    /// <param name="learning">What gets gradients.</param>
    /// <param name="batch">This replica's slice; null where it computes nothing.</param>
    /// <param name="plan">Plan.</param>
    /// <param name="counts">Whether its pictures are counted here: where both sides have slices of one batch, only one of them counts.</param>
    private Update Begin(FlatRange learning, Batch? batch, StepPlan plan, bool counts = true)
    {
        _votes.Forget();
        Update update = new(_state.Buffers, _state.Statistics, _groups, learning, (double)(batch?.Count ?? 0) / plan.GlobalBatch);
        update.Note(UpdateScalar.Count, tensor(counts ? batch?.Count ?? 0.0 : 0.0));
        update.Note(UpdateScalar.Checkpoint, tensor(plan.Checkpoint ? 1.0 : 0.0));
        return update;
    }

    private static Func<string, NonFiniteLossException> FailureAt(Cursor cursor) => quantity => new NonFiniteLossException(cursor, quantity);

    private (FlatRange Range, string Name) SearchGroup => (_state.Buffers.SearchGroup, "the search network");

    private (FlatRange Range, string Name) EvaluationGroup => (_state.Buffers.EvaluationGroup, "the evaluation network");

    private IReadOnlyDictionary<UpdateScalar, double> StepSearchWeights(Update update, Cursor cursor, StepPlan plan, out double norm)
    {
        ParameterBuffers buffers = _state.Buffers;
        (IReadOnlyDictionary<UpdateScalar, double> scalars, double[] norms) =
            update.Vote(FailureAt(cursor), plan.Stop, SearchGroup);
        norm = norms[0];
        StepGroup(buffers.SearchGroup, buffers.SearchMomentum, _settings.SearchOptimizer, norm, plan.SearchLearningRate);
        update.CommitStatistics();
        return scalars;
    }

    private void StepEvaluationWeights(double norm, StepPlan plan)
    {
        ParameterBuffers buffers = _state.Buffers;
        StepGroup(buffers.EvaluationGroup, buffers.EvaluationMomentum, _settings.EvaluationOptimizer, norm, plan.EvaluationLearningRate);
        _state.StepDropped(plan.EvaluationLearningRate);
    }

    private void StepGroup(FlatRange group, Tensor momentum, SgdSettings settings, double norm, double learningRate)
    {
        using IDisposable noGrad = no_grad();
        Tensor gradient = group.Of(_state.Buffers.Gradients);
        Sgd.Clip(gradient, norm, settings.ClipNorm);
        Sgd.Step(group.Of(_state.Buffers.Values), gradient, momentum, settings, learningRate);
    }

    private void StepAlphas()
    {
        using IDisposable noGrad = no_grad();
        Tensor alphas = _state.Mutator.Alphas.Value;
        Tensor cut = alphas.isneginf();
        Adam.Step(
            alphas, alphas.grad!, _state.AlphaFirstMoment, _state.AlphaSecondMoment, ++_state.AlphaSteps, _settings.AlphaOptimizer);
        _state.Mutator.KeepCut(cut);
    }
}
