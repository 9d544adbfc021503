using Cdarts.Engine.Collectives;
using Cdarts.Engine.Networks.Layers;
using Cdarts.Engine.Optimizers;
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
    private readonly StatisticsBuffer _statistics;
    private readonly ICollective _collective;
    private readonly FlatRange _learning;
    private readonly Tensor _tail;
    private readonly HashSet<UpdateScalar> _scalars = [];
    private readonly List<(ForwardPass Pass, IReadOnlyList<FlatRange> Ranges)> _staged = [];
    private bool _inParts;

    /// <summary>Begins an update.</summary>
    /// <param name="buffers">Weights and gradients.</param>
    /// <param name="statistics">Batch-norm statistics.</param>
    /// <param name="collective">Group.</param>
    /// <param name="learning">What gets gradients.</param>
    /// <param name="share">This replica's share of the global batch: gradients and losses are means over it.</param>
    internal Update(ParameterBuffers buffers, StatisticsBuffer statistics, ICollective collective, FlatRange learning, double share)
    {
        (_buffers, _statistics) = (buffers, statistics);
        _collective = collective;
        _learning = learning;
        Share = share;
        using Tensor gradients = learning.Of(buffers.Gradients);
        gradients.zero_();
        _tail = buffers.Tail.Of(buffers.Gradients);
        _tail.zero_();
    }

    internal double Share { get; }

    /// <summary>Adds a mean or count to the scalars that are summed over the group.</summary>
    internal void Note(UpdateScalar scalar, Tensor value)
    {
        using IDisposable noGrad = no_grad();
        _scalars.Add(scalar);
        using Tensor place = _tail[(int)scalar];
        place.add_(value.detach());
    }

    /// <summary>Says which batch-norm statistics a pass has just staged, and for what share of this replica's pictures: the update's are the mean over them.</summary>
    internal void NoteStaged(ForwardPass pass, IReadOnlyList<FlatRange> ranges, double weight)
    {
        bool isFirst = !_staged.Contains((pass, ranges));
        if (isFirst)
        {
            _staged.Add((pass, ranges));
        }

        if (weight < 1)
        {
            _inParts = true;
            _statistics.Gather(pass, ranges, weight, isFirst);
        }
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
        Note(UpdateScalar.Stop, tensor(stop ? 1.0 : 0.0));
        List<Tensor> regions = [_learning.Of(_buffers.Gradients), _tail];
        foreach ((ForwardPass pass, IReadOnlyList<FlatRange> ranges) in _staged)
        {
            if (_inParts)
            {
                _statistics.StageGathered(pass, ranges);
            }

            foreach (Tensor staged in _statistics.Staged(pass, ranges))
            {
                regions.Add(Share == 1 ? staged : staged.mul_(Share));
            }
        }

        _collective.AllReduceSum(regions);
        List<Tensor> parts = [_tail];
        foreach ((FlatRange range, _) in groups)
        {
            parts.Add(range.Of(_buffers.Gradients).norm().view(1));
        }

        double[] read = cat(parts, 0).to(ScalarType.Float64).cpu().data<double>().ToArray();
        Dictionary<UpdateScalar, double> scalars = _scalars.ToDictionary(scalar => scalar, scalar => read[(int)scalar]);
        foreach ((UpdateScalar scalar, double value) in scalars)
        {
            RequireFinite(failure, value, UpdateScalars.Describe(scalar));
        }

        double[] norms = read[ParameterBuffers.TailLength..];
        for (int i = 0; i < norms.Length; i++)
        {
            RequireFinite(failure, norms[i], $"gradient of {groups[i].Name}");
        }

        return (scalars, norms);
    }

    /// <summary>Moves the running batch-norm statistics; part of applying the update.</summary>
    internal void CommitStatistics()
    {
        foreach ((ForwardPass pass, IReadOnlyList<FlatRange> ranges) in _staged)
        {
            _statistics.Commit(pass, ranges);
        }
    }

    private static void RequireFinite(Func<string, NonFiniteLossException> failure, double value, string quantity)
    {
        if (!double.IsFinite(value))
        {
            throw failure(quantity);
        }
    }
}
