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
    private readonly NetworkState _state;
    private readonly ICollective _collective;
    private readonly FlatRange _learning;
    private readonly Dictionary<UpdateScalar, Tensor> _scalars = [];
    private readonly List<(ForwardPass Pass, IReadOnlyList<FlatRange> Ranges)> _staged = [];

    /// <summary>Begins an update.</summary>
    /// <param name="state">State.</param>
    /// <param name="collective">Group.</param>
    /// <param name="learning">What gets gradients.</param>
    /// <param name="share">This replica's share of the global batch: gradients and losses are means over it.</param>
    internal Update(NetworkState state, ICollective collective, FlatRange learning, double share)
    {
        _state = state;
        _collective = collective;
        _learning = learning;
        Share = share;
        using Tensor gradients = learning.Of(state.Buffers.Gradients);
        gradients.zero_();
    }

    internal double Share { get; }

    /// <summary>Adds a replica's mean or count to the scalars that are summed over the group.</summary>
    internal void Note(UpdateScalar scalar, Tensor value) => _scalars[scalar] = value.detach();

    /// <summary>Says which batch-norm statistics this update's passes staged.</summary>
    internal void NoteStaged(ForwardPass pass, IReadOnlyList<FlatRange> ranges) => _staged.Add((pass, ranges));

    /// <summary>
    /// All-reduces, and decides whether the update may be applied. Everything that is decided on, and with it all figures, comes from the device in one
    /// read.
    /// </summary>
    /// <param name="cursor">The update, for the failure's message.</param>
    /// <param name="stop">Whether this replica wants to stop after the step.</param>
    /// <param name="groups">Ranges of the gradient whose norms are wanted, with a name for the message.</param>
    /// <returns>The scalars, and the norms of the reduced gradients.</returns>
    /// <exception cref="NonFiniteLossException">A loss or a norm is not finite, on whatever replica.</exception>
    internal (IReadOnlyDictionary<UpdateScalar, double> Scalars, double[] Norms) Vote(
        Cursor cursor, bool stop, params ReadOnlySpan<(FlatRange Range, string Name)> groups)
    {
        using IDisposable noGrad = no_grad();
        ParameterBuffers buffers = _state.Buffers;
        Tensor tail = buffers.Tail.Of(buffers.Gradients);
        tail.zero_();
        Note(UpdateScalar.Stop, tensor(stop ? 1.0 : 0.0));
        foreach ((UpdateScalar scalar, Tensor value) in _scalars)
        {
            tail[(int)scalar].copy_(value);
        }

        List<Tensor> regions = [_learning.Of(buffers.Gradients), tail];
        foreach ((ForwardPass pass, IReadOnlyList<FlatRange> ranges) in _staged)
        {
            foreach (Tensor staged in _state.Statistics.Staged(pass, ranges))
            {
                regions.Add(Share == 1 ? staged : staged.mul_(Share));
            }
        }

        _collective.AllReduceSum(regions);
        List<Tensor> parts = [tail];
        foreach ((FlatRange range, _) in groups)
        {
            parts.Add(range.Of(buffers.Gradients).norm().view(1));
        }

        double[] read = cat(parts, 0).to(ScalarType.Float64).cpu().data<double>().ToArray();
        Dictionary<UpdateScalar, double> scalars = _scalars.Keys.ToDictionary(scalar => scalar, scalar => read[(int)scalar]);
        foreach ((UpdateScalar scalar, double value) in scalars)
        {
            RequireFinite(cursor, value, UpdateScalars.Describe(scalar));
        }

        double[] norms = read[ParameterBuffers.TailLength..];
        for (int i = 0; i < norms.Length; i++)
        {
            RequireFinite(cursor, norms[i], $"gradient of {groups[i].Name}");
        }

        return (scalars, norms);
    }

    /// <summary>Moves the running batch-norm statistics; part of applying the update.</summary>
    internal void CommitStatistics()
    {
        foreach ((ForwardPass pass, IReadOnlyList<FlatRange> ranges) in _staged)
        {
            _state.Statistics.Commit(pass, ranges);
        }
    }

    private static void RequireFinite(Cursor cursor, double value, string quantity)
    {
        if (!double.IsFinite(value))
        {
            throw new NonFiniteLossException(cursor, quantity);
        }
    }
}
