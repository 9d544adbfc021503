using Cdarts.Engine.Collectives;
using Cdarts.Engine.Networks.Layers;
using Cdarts.Engine.Optimizers;
using Cdarts.Engine.Training.Layouts;
using static TorchSharp.torch;

namespace Cdarts.Engine.Training;

/// <summary>
/// One update: zeroed gradients, then what the halves add, then one all-reduce that carries gradients, batch-norm statistics and scalars, then the
/// vote. The vote needs no second message: the reduced values are bitwise equal on all replicas, so all find the same values finite or not. Until
/// <see cref="Vote"/> has returned, nothing of the run's state has changed.
/// </summary>
internal sealed class Update
{
    private readonly ParameterBuffers _buffers;
    private readonly StagedPasses _staged;
    private readonly ReplicaGroups _groups;
    private readonly FlatRange _learning;
    private Tensor _tail;
    private SideTally? _sides;
    private Tensor? _aside;
    private readonly HashSet<UpdateScalar> _scalars = [];
    private (Tensor Live, Tensor Kept)[] _parked = [];
    private bool _isOwnSummed;
    private bool _isSummed;

    /// <summary>Begins an update.</summary>
    /// <param name="buffers">Weights and gradients.</param>
    /// <param name="statistics">Batch-norm statistics.</param>
    /// <param name="groups">Groups.</param>
    /// <param name="learning">What gets gradients.</param>
    /// <param name="share">
    /// This replica's share of the global batch: gradients and losses are means over it. 0 where this replica computes nothing and only takes part in the vote.
    /// </param>
    internal Update(ParameterBuffers buffers, StatisticsBuffer statistics, ReplicaGroups groups, FlatRange learning, double share)
    {
        (_buffers, _staged) = (buffers, new StagedPasses(statistics));
        _groups = groups;
        _learning = learning;
        Share = share;
        using Tensor gradients = learning.Of(buffers.Gradients);
        gradients.zero_();
        _tail = buffers.Tail.Of(buffers.Gradients);
        _tail.zero_();
        _sides = NewTally();
    }

    /// <summary>Begins an update of replicas that all hold the same.</summary>
    internal Update(ParameterBuffers buffers, StatisticsBuffer statistics, ICollective group, FlatRange learning, double share)
        : this(buffers, statistics, ReplicaGroups.Together(group), learning, share)
    {
    }

    internal double Share { get; }

    /// <summary>Whether all is done but the sum over both sides: the group broke in it, and another replica may have its result.</summary>
    internal bool AwaitsVote { get; private set; }

    /// <summary>A copy of the sum over both sides, which outlives dispose scopes; null where there was none.</summary>
    internal Tensor[]? Result { get; private set; }

    /// <summary>After the vote, what the sides waited for each other; null when the networks are together.</summary>
    internal SideFigures? Sides { get; private set; }

    /// <summary>Adds a mean or count to the scalars that are summed over the group.</summary>
    internal void Note(UpdateScalar scalar, Tensor value)
    {
        using IDisposable noGrad = no_grad();
        _scalars.Add(scalar);
        using Tensor place = _tail[(int)scalar];
        place.add_(value.detach());
    }

    /// <summary>Says which batch-norm statistics a pass has just staged, and for what share of this replica's pictures: the update's are the mean over them.</summary>
    internal void NoteStaged(ForwardPass pass, StagedStatistics statistics, double weight) => _staged.Note(pass, statistics, weight);

    /// <summary>Says what replicas of the other role note and stage, so that this one takes part in its sums and has its figures.</summary>
    internal void Expect(ForwardPass pass, StagedStatistics statistics, params ReadOnlySpan<UpdateScalar> scalars)
    {
        _staged.Expect(pass, statistics);
        Expect(scalars);
    }

    /// <summary>Says which scalars replicas of the other role note.</summary>
    internal void Expect(params ReadOnlySpan<UpdateScalar> scalars)
    {
        foreach (UpdateScalar scalar in scalars)
        {
            _scalars.Add(scalar);
        }
    }

    /// <summary>
    /// Where both networks learn in one update: sets the gradient that shared modules have got from the search network aside, so that the evaluation network's does not
    /// add to it.
    /// </summary>
    internal void SetAside()
    {
        using IDisposable noGrad = no_grad();
        Tensor shared = _buffers.Shared.Of(_buffers.Gradients);
        _aside = shared.clone();
        shared.zero_();
    }

    /// <summary>Gives shared modules the gradient that was set aside, when the other one is used up.</summary>
    internal void TakeAside()
    {
        using IDisposable noGrad = no_grad();
        _buffers.Shared.Of(_buffers.Gradients).copy_(_aside!);
    }

    /// <summary>
    /// All-reduces, and decides whether the update may be applied. Everything that is decided on, and with it all figures, comes from the device in one
    /// read.
    /// </summary>
    /// <param name="failure">The failure of this update because of a quantity that is not finite.</param>
    /// <param name="stop">Whether this replica wants to stop after the step.</param>
    /// <param name="groups">Ranges of the gradient whose norms are wanted, with a name for the message.</param>
    /// <returns>The scalars, and the norms of the reduced gradients.</returns>
    /// <exception cref="NonFiniteLossException">A loss or a norm is not finite, on whatever replica.</exception>
    internal (IReadOnlyDictionary<UpdateScalar, double> Scalars, double[] Norms) Vote(
        Func<string, NonFiniteLossException> failure, bool stop, params ReadOnlySpan<(FlatRange Range, string Name)> groups)
    {
        using IDisposable noGrad = no_grad();
        if (!_isSummed)
        {
            Note(UpdateScalar.Stop, tensor(stop ? 1.0 : 0.0));
            Sum();
        }

        List<Tensor> parts = _sides is null ? [_tail] : [_tail, _sides.Values];
        foreach ((FlatRange range, _) in groups)
        {
            parts.Add(NormOfSummed(range).view(1));
        }

        double[] read = cat(parts, 0).to(ScalarType.Float64).cpu().data<double>().ToArray();
        Dictionary<UpdateScalar, double> scalars = _scalars.ToDictionary(scalar => scalar, scalar => read[(int)scalar]);
        foreach ((UpdateScalar scalar, double value) in scalars)
        {
            RequireFinite(failure, value, UpdateScalars.Describe(scalar));
        }

        double[] norms = read[^groups.Length..], sides = read[ParameterBuffers.TailLength..^groups.Length];
        Sides = _sides is null ? null : SideFigures.Of(sides);
        for (int i = 0; i < norms.Length; i++)
        {
            norms[i] = WholeNorm(groups[i].Range, norms[i], sides);
            RequireFinite(failure, norms[i], $"gradient of {groups[i].Name}");
        }

        return (scalars, norms);
    }

    /// <summary>
    /// Whether no gradient and no statistics come from both sides: then this side has all of its own after <see cref="SumOwn"/>. The same on all replicas of a side, once
    /// the passes have run.
    /// </summary>
    internal bool IsApart => _groups.IsSplit && _buffers.Shared.Length == 0 && !_staged.HaveCommon;

    /// <summary>Adds up what this side alone holds over the side; the first part of <see cref="Vote"/>, which may be made before.</summary>
    internal void SumOwn()
    {
        using IDisposable noGrad = no_grad();
        if (_isOwnSummed)
        {
            return;
        }

        _staged.TakeShare(Share);
        if (Share > 0)
        {
            Tensor[] own = [_learning.Within(_buffers.SearchOnly).Of(_buffers.Gradients), _learning.Within(_buffers.EvaluationOnly).Of(_buffers.Gradients)];
            _groups.Own.AllReduceSum([.. own, .. OwnAlphas, .. _staged.Tensors(statistics => statistics.Own)]);
            if (_groups.Own.Rank == 0)
            {
                _sides!.NoteNorm(cat(own, 0).norm());
            }
        }

        _isOwnSummed = true;
    }

    /// <summary>Keeps scalars and staged statistics while another update uses their places.</summary>
    internal void Park() => _parked = [.. _staged.Tensors(statistics => statistics.All).Prepend(_tail).Select(live => (live, live.clone()))];

    /// <summary>Puts back what was kept.</summary>
    internal void Unpark()
    {
        using IDisposable noGrad = no_grad();
        foreach ((Tensor live, Tensor kept) in _parked)
        {
            live.copy_(kept);
        }
    }

    /// <summary>Takes the sum over both sides from a replica that got it: <see cref="Vote"/> then goes on from there.</summary>
    internal void TakeResult(IReadOnlyList<Tensor> result)
    {
        using IDisposable noGrad = no_grad();
        _tail = _buffers.Tail.Of(_buffers.Gradients);
        _sides = NewTally();
        _aside = _aside is null ? null : _buffers.Shared.Of(_buffers.Gradients).clone();
        foreach ((Tensor own, Tensor given) in Common().Zip(result))
        {
            own.copy_(given);
        }

        Summed();
    }

    /// <summary>Moves the running batch-norm statistics; part of applying the update.</summary>
    internal void CommitStatistics() => _staged.Commit();

    private void Sum()
    {
        if (_groups.IsSplit)
        {
            SumOwn();
            SumOnBothSides();
            return;
        }

        _staged.TakeShare(Share);
        _groups.World.AllReduceSum([_learning.Of(_buffers.Gradients), .. Aside, _tail, .. _staged.Tensors(statistics => statistics.All)]);
        _isSummed = true;
    }

    /// <summary>
    /// What one side alone holds is added up over that side, then what is common over all: gradients of shared modules and alphas, scalars, and statistics of
    /// shared modules. The second sum is the vote: nobody has its result who did not get the first.
    /// </summary>
    private void SumOnBothSides()
    {
        if (_groups.Own.Rank > 0)
        {
            // Rank 0 of the side speaks for it.
            foreach (Tensor summed in OwnAlphas)
            {
                summed.zero_();
            }
        }

        _sides!.NoteTimes();
        AwaitsVote = true;
        Tensor[] common = Common();
        _groups.Times.InCall(() => _groups.World.AllReduceSum(common));
        Summed();
    }

    private void Summed()
    {
        (AwaitsVote, _isSummed) = (false, true);

        // A copy, since clipping changes gradients in place.
        Result = [.. Common().Select(region => region.clone().DetachFromDisposeScope())];
    }

    /// <summary>What is added up over both sides.</summary>
    private Tensor[] Common() =>
    [
        _learning.Within(_buffers.Shared).Of(_buffers.Gradients),
        _learning.Within(_buffers.Alphas).Of(_buffers.Gradients),
        .. Aside,
        _tail,
        _sides!.Values,
        .. _staged.Tensors(statistics => statistics.Common),
    ];

    /// <summary>The gradient of the alphas where the search side has it for itself.</summary>
    private Tensor[] OwnAlphas => IsApart && _groups.Role == ReplicaRole.Search ? [_learning.Within(_buffers.Alphas).Of(_buffers.Gradients)] : [];

    private SideTally? NewTally() => _groups.IsSplit ? new SideTally(_groups, _tail.dtype, _tail.device) : null;

    private Tensor[] Aside => _aside is null ? [] : [_aside];

    /// <summary>The norm of that part of a range that every replica has the sum of.</summary>
    private Tensor NormOfSummed(FlatRange range)
    {
        if (_aside is not null && range == _buffers.SearchGroup)
        {
            return (IsWhole(range) ? cat([_buffers.SearchOnly.Of(_buffers.Gradients), _aside], 0) : _aside).norm();
        }

        return (IsWhole(range) ? range : range.Within(_buffers.Shared)).Of(_buffers.Gradients).norm();
    }

    /// <summary>The norm with the part that one side alone holds.</summary>
    private double WholeNorm(FlatRange range, double summed, double[] sides)
    {
        if (IsWhole(range))
        {
            return summed;
        }

        double own = sides[(int)(range == _buffers.SearchGroup ? SideScalar.SearchNorm : SideScalar.EvaluationNorm)];
        return Math.Sqrt((summed * summed) + (own * own));
    }

    /// <summary>Whether no side has a part of a range for itself.</summary>
    private bool IsWhole(FlatRange range) => !_groups.IsSplit || range == _buffers.Alphas;

    private static void RequireFinite(Func<string, NonFiniteLossException> failure, double value, string quantity)
    {
        if (!double.IsFinite(value))
        {
            throw failure(quantity);
        }
    }
}
