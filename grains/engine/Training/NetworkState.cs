using Cdarts.Engine.Mutators;
using Cdarts.Engine.Networks;
using Cdarts.Engine.Networks.Layers;
using Cdarts.Engine.Optimizers;
using Cdarts.Engine.Spaces;
using Cdarts.Engine.Training.Layouts;
using TorchSharp;
using static TorchSharp.torch;

namespace Cdarts.Engine.Training;

/// <summary>Everything that training changes: weights, alphas, moments and batch-norm statistics of both networks. Bound to the training thread.</summary>
internal sealed class NetworkState : IDisposable
{
    private readonly CdartsSettings _settings;
    private readonly WeightGroups _groups;
    private readonly DartsDiscreteMutator _discrete;
    private readonly HashSet<string> _everUsed = [];
    private readonly Dictionary<(NetworkSide, bool), StagedStatistics> _staged = [];
    private Tensor? _driftMask;

    /// <summary>Takes the networks of a run over; weights and batch norms that the role does not need are freed.</summary>
    internal NetworkState(
        SearchNetwork search, EvaluationNetwork evaluation, RegularizedMutatorParallel mutator, CdartsSettings settings, ReplicaRole role = ReplicaRole.Together)
    {
        Role = role;
        Search = search;
        Evaluation = evaluation;
        _discrete = new DartsDiscreteMutator(evaluation);
        Mutator = mutator;
        _settings = settings;
        Tensor alphas = mutator.Alphas.Value;
        (Type, Device) = (alphas.dtype, alphas.device);
        AlphaFirstMoment = zeros_like(alphas, dtype: Type, device: Device, requires_grad: false).DetachFromDisposeScope();
        AlphaSecondMoment = zeros_like(alphas, dtype: Type, device: Device, requires_grad: false).DetachFromDisposeScope();
        _groups = Group(search, evaluation, mutator.Alphas, settings.Network, role);
        RoleMemory.Release(search, evaluation, [.. _groups.All], [.. Norms]);
        (Buffers, Statistics) = Lay(_ => false, null);
    }

    /// <summary>Which of the networks are here.</summary>
    internal ReplicaRole Role { get; }

    internal SearchNetwork Search { get; }

    internal EvaluationNetwork Evaluation { get; }

    internal RegularizedMutatorParallel Mutator { get; }

    internal ScalarType Type { get; }

    internal Device Device { get; }

    internal ParameterBuffers Buffers { get; private set; }

    internal StatisticsBuffer Statistics { get; private set; }

    internal Tensor AlphaFirstMoment { get; }

    internal Tensor AlphaSecondMoment { get; }

    /// <summary>Adam steps taken since its moments were zero.</summary>
    internal long AlphaSteps { get; set; }

    internal WeightGroups Groups => _groups;

    /// <summary>All batch norms of the networks that are here, used or not.</summary>
    internal IEnumerable<BatchNorm> Norms => Role switch
    {
        ReplicaRole.Search => Search.Norms,
        ReplicaRole.Evaluation => Evaluation.Norms,
        _ => Search.Norms.Union(Evaluation.Norms),
    };

    /// <summary>Those of modules of both networks, when the networks are on different replicas.</summary>
    private IEnumerable<BatchNorm> CommonNorms => Role == ReplicaRole.Together ? [] : Search.Norms.Intersect(Evaluation.Norms);

    /// <summary>
    /// Rebuilds the evaluation network for a topology: its operations take their weights and momentum from the pool, those of the topology before
    /// go back there (specification, 2.2).
    /// </summary>
    internal void Rebuild(Genotype topology)
    {
        using DisposeScope scope = NewDisposeScope();
        Func<string, bool> uses = Evaluation.Uses(topology);
        _discrete.Reset(topology);
        (Buffers, Statistics) = Lay(uses, Buffers);
        if (_settings.Rebuild.BatchNorm == BatchNormOnRebuild.Reset)
        {
            StatisticsBuffer.Reset(Norms.Where(norm => EvaluationNetwork.IsCandidate(norm.Name) && uses(norm.Name)));
        }

        if (_settings.Rebuild.OptimizerState == OptimizerStateOnRebuild.Reset)
        {
            ResetMoments();
        }
    }

    /// <summary>
    /// Lays weights out for a topology without the side effects of a rebuild, for a restore that then fills in every value.
    /// </summary>
    /// <param name="history">Topologies of the cycles so far; the last one is in use.</param>
    internal void LayOutFor(IReadOnlyList<Genotype> history)
    {
        _everUsed.Clear();
        foreach (Genotype topology in history)
        {
            _discrete.Reset(topology);
            NoteUse(Evaluation.Uses(topology));
        }

        if (history.Count > 0)
        {
            (Buffers, Statistics) = Lay(Evaluation.Uses(history[^1]), Buffers);
        }
    }

    /// <summary>The statistics that a network's pass stages, by whether its distillation heads run; of a network that is not here, those of shared modules.</summary>
    internal StagedStatistics StagedStatistics(NetworkSide side, bool withHeads)
    {
        if (!_staged.TryGetValue((side, withHeads), out StagedStatistics? statistics))
        {
            Func<string, bool> uses = Evaluation.Topology is { } topology ? Evaluation.Uses(topology) : _ => false;
            bool Used(BatchNorm norm) => (withHeads || !SharedModules.IsHead(norm.Name))
                && (!EvaluationNetwork.IsCandidate(norm.Name) || uses(norm.Name));
            BatchNorm[] common = [.. CommonNorms.Where(Used)];
            IEnumerable<BatchNorm> own = Role.Holds(side) ? (side == NetworkSide.Search ? Search.Norms : Evaluation.Norms).Where(Used).Except(common) : [];
            statistics = new StagedStatistics(Statistics.RangesOf(own), Statistics.RangesOf(common));
            _staged.Add((side, withHeads), statistics);
        }

        return statistics;
    }

    /// <summary>Steps what the topology does not use, where the variant lets it drift.</summary>
    internal void StepDropped(double learningRate)
    {
        if (_settings.Rebuild.DroppedOperations == DroppedOperations.Drift)
        {
            _driftMask ??= Buffers.PoolMask(_everUsed.Contains).DetachFromDisposeScope();
            Sgd.Drift(Buffers.PoolValues, Buffers.PoolMomentum, _driftMask, _settings.EvaluationOptimizer, learningRate);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Buffers.Dispose();
        Statistics.Dispose();
        AlphaFirstMoment.Dispose();
        AlphaSecondMoment.Dispose();
        _driftMask?.Dispose();
    }

    private static WeightGroups Group(SearchNetwork search, EvaluationNetwork evaluation, Weight alphas, NetworkSettings settings, ReplicaRole role)
    {
        HashSet<Weight> inSearch = [.. search.Weights], inEvaluation = [.. evaluation.Weights];
        bool Fixed(Weight weight) => (settings.FixedHeads && SharedModules.IsHead(weight.Name))
            || (settings.Ensemble == EnsembleKind.Constant && (weight == search.EnsembleWeight || weight == evaluation.EnsembleWeight));
        Weight[] all = [.. search.Weights.Union(evaluation.Weights)];
        Weight[] learning = [.. all.Where(weight => !Fixed(weight))];
        Weight[] evaluationOnly = [.. learning.Where(weight => !inSearch.Contains(weight))];
        WeightGroups groups = new(
            [.. all.Where(Fixed)],
            [.. learning.Where(weight => !inEvaluation.Contains(weight))],
            [.. learning.Where(weight => inSearch.Contains(weight) && inEvaluation.Contains(weight))],
            [.. evaluationOnly.Where(weight => !EvaluationNetwork.IsCandidate(weight.Name))],
            [.. evaluationOnly.Where(weight => EvaluationNetwork.IsCandidate(weight.Name))],
            alphas);
        return role switch
        {
            ReplicaRole.Search => groups with { Fixed = [.. groups.Fixed.Where(inSearch.Contains)], EvaluationOnly = [], Candidates = [] },
            ReplicaRole.Evaluation => groups with { Fixed = [.. groups.Fixed.Where(inEvaluation.Contains)], SearchOnly = [] },
            _ => groups,
        };
    }

    private (ParameterBuffers Buffers, StatisticsBuffer Statistics) Lay(Func<string, bool> uses, ParameterBuffers? previous)
    {
        using DisposeScope scope = NewDisposeScope();
        NoteUse(uses);
        _driftMask?.Dispose();
        _driftMask = null;
        _staged.Clear();
        BatchNorm[] used = [.. Norms.Where(norm => !EvaluationNetwork.IsCandidate(norm.Name) || uses(norm.Name))];
        StatisticsBuffer? previousStatistics = Statistics;
        StatisticsBuffer statistics = new(used, Norms.Except(used), Type, Device);
        previousStatistics?.Dispose();
        return (ParameterBuffers.Rebuild(_groups, uses, previous, Type, Device), statistics);
    }

    private void NoteUse(Func<string, bool> uses) => _everUsed.UnionWith(_groups.Candidates.Select(weight => weight.Name).Where(uses));

    private void ResetMoments()
    {
        Buffers.ResetMomentum();
        AlphaFirstMoment.zero_();
        AlphaSecondMoment.zero_();
        AlphaSteps = 0;
    }
}
