using Cdarts.Engine.Networks.Layers;
using TorchSharp;
using static TorchSharp.torch;

namespace Cdarts.Engine.Optimizers;

/// <summary>
/// All weights in one flat tensor and their gradients in another, ordered fixed | search only | shared | evaluation only | alphas | tail. The
/// optimizers of the two networks own overlapping contiguous slices, each with its own momentum (shared modules are stepped by both, as in the
/// originals). Weights of operations that the topology does not use wait in a pool.
/// </summary>
/// <remarks>Bound to the training thread.</remarks>
internal sealed class ParameterBuffers : IDisposable
{
    private readonly WeightGroups _groups;
    private readonly ScalarType _type;
    private readonly Device _device;

    /// <summary>Scalars that ride behind the gradients in the same all-reduce.</summary>
    internal const int TailLength = 16;

    private ParameterBuffers(WeightGroups groups, ScalarType type, Device device, FlatLayout layout, FlatLayout pool)
    {
        _groups = groups;
        _type = type;
        _device = device;
        Layout = layout;
        PoolLayout = pool;
    }

    internal FlatLayout Layout { get; }

    internal FlatLayout PoolLayout { get; }

    internal required Tensor Values { get; init; }

    internal required Tensor Gradients { get; init; }

    /// <summary>Momentum of the search group.</summary>
    internal required Tensor SearchMomentum { get; init; }

    /// <summary>Momentum of the evaluation group.</summary>
    internal required Tensor EvaluationMomentum { get; init; }

    internal required Tensor PoolValues { get; init; }

    internal required Tensor PoolMomentum { get; init; }

    internal required FlatRange SearchOnly { get; init; }

    internal required FlatRange Shared { get; init; }

    internal required FlatRange EvaluationOnly { get; init; }

    internal required FlatRange Alphas { get; init; }

    internal required FlatRange Tail { get; init; }

    /// <summary>What the search network's optimizer steps.</summary>
    internal FlatRange SearchGroup => SearchOnly.To(Shared);

    /// <summary>What the evaluation network's optimizer steps.</summary>
    internal FlatRange EvaluationGroup => Shared.To(EvaluationOnly);

    /// <summary>Weights in use, in layout order.</summary>
    internal IEnumerable<Weight> Weights => _groups.All.Where(weight => Layout.Contains(weight.Name));

    /// <summary>Weights that wait in the pool.</summary>
    internal IEnumerable<Weight> PooledWeights => _groups.Candidates.Where(weight => PoolLayout.Contains(weight.Name));

    /// <summary>Whether the search-only weights take part in backward; in the first update of a joint step their gradients are not needed.</summary>
    internal void LearnSearchOnly(bool learns)
    {
        foreach (Weight weight in _groups.SearchOnly)
        {
            weight.Learn(learns);
        }
    }

    /// <summary>
    /// Lays the weights out for a topology: moves values and moments of <paramref name="previous"/> to their new places (the gather of selected
    /// operations into the evaluation slice and the scatter of dropped ones into the pool), and binds every weight.
    /// </summary>
    /// <param name="groups">Weights by group.</param>
    /// <param name="uses">Whether a candidate weight of the evaluation network is used.</param>
    /// <param name="previous">Buffers to take moments from, disposed afterwards; null at the start.</param>
    /// <param name="type">Element type.</param>
    /// <param name="device">Device.</param>
    internal static ParameterBuffers Rebuild(WeightGroups groups, Func<string, bool> uses, ParameterBuffers? previous, ScalarType type, Device device)
    {
        using IDisposable noGrad = no_grad();
        FlatLayout layout = new(type), pool = new(type);
        Append(layout, groups.Fixed);
        FlatRange searchOnly = Append(layout, groups.SearchOnly);
        FlatRange shared = Append(layout, groups.Shared);
        FlatRange evaluationOnly = Append(layout, groups.EvaluationOnly.Concat(groups.Candidates.Where(w => uses(w.Name))));
        FlatRange alphas = Append(layout, groups.AlphasIfAny);
        FlatRange tail = layout.Append([("tail", TailLength)]);
        Append(pool, groups.Candidates.Where(w => !uses(w.Name)));

        Tensor Zeros(long length) => zeros(length, dtype: type, device: device).DetachFromDisposeScope();
        ParameterBuffers buffers = new(groups, type, device, layout, pool)
        {
            Values = Zeros(layout.Length),
            Gradients = Zeros(layout.Length),
            SearchMomentum = Zeros(searchOnly.To(shared).Length),
            EvaluationMomentum = Zeros(shared.To(evaluationOnly).Length),
            PoolValues = Zeros(pool.Length),
            PoolMomentum = Zeros(pool.Length),
            SearchOnly = searchOnly,
            Shared = shared,
            EvaluationOnly = evaluationOnly,
            Alphas = alphas,
            Tail = tail,
        };
        buffers.TakeFrom(previous);
        previous?.Dispose();
        return buffers;
    }

    /// <summary>The momentum that a weight has in the search group, or null when it is not in that group. A view.</summary>
    internal Tensor? SearchMomentumOf(Weight weight) => MomentumOf(weight, SearchGroup, SearchMomentum);

    /// <summary>The momentum that a weight has in the evaluation group or the pool, or null. A view.</summary>
    internal Tensor? EvaluationMomentumOf(Weight weight) => PoolLayout.Contains(weight.Name)
        ? PoolLayout[weight.Name].Of(PoolMomentum).view([.. weight.Shape])
        : MomentumOf(weight, EvaluationGroup, EvaluationMomentum);

    /// <summary>Zeroes all momentum of both networks.</summary>
    internal void ResetMomentum()
    {
        SearchMomentum.zero_();
        EvaluationMomentum.zero_();
        PoolMomentum.zero_();
    }

    /// <summary>1 for every pooled weight that <paramref name="everUsed"/> names, else 0; laid out as the pool.</summary>
    internal Tensor PoolMask(Func<string, bool> everUsed)
    {
        Tensor mask = zeros(PoolLayout.Length, dtype: _type, device: _device);
        foreach (Weight weight in PooledWeights.Where(weight => everUsed(weight.Name)))
        {
            using Tensor part = PoolLayout[weight.Name].Of(mask);
            part.fill_(1);
        }

        return mask;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (Tensor tensor in (Tensor[])[Values, Gradients, SearchMomentum, EvaluationMomentum, PoolValues, PoolMomentum])
        {
            tensor.Dispose();
        }
    }

    private static FlatRange Append(FlatLayout layout, IEnumerable<Weight> weights)
    {
        long start = layout.Length;
        foreach (IReadOnlyList<Weight> together in Stacks.Together(weights, weight => weight.Stack?.Weights))
        {
            layout.AppendTogether(together.Select(weight => (weight.Name, weight.Count)));
        }

        return new FlatRange(start, layout.Length);
    }

    private void TakeFrom(ParameterBuffers? previous)
    {
        using DisposeScope scope = NewDisposeScope();
        HashSet<Weight> still = [.. _groups.Fixed];
        foreach (Weight weight in _groups.All)
        {
            bool pooled = PoolLayout.Contains(weight.Name);
            long[] shape = [.. weight.Shape];
            FlatRange place = pooled ? PoolLayout[weight.Name] : Layout[weight.Name];
            Tensor storage = place.Of(pooled ? PoolValues : Values).view(shape);
            storage.copy_(weight.Value);
            Copy(previous?.SearchMomentumOf(weight), SearchMomentumOf(weight));
            Copy(previous?.EvaluationMomentumOf(weight), EvaluationMomentumOf(weight));
            weight.Bind(storage, pooled || still.Contains(weight) ? null : place.Of(Gradients).view(shape));
        }

        foreach (WeightStack stack in _groups.SearchOnly.Select(weight => weight.Stack).OfType<WeightStack>().Distinct())
        {
            FlatRange place = Layout[stack.Weights[0].Name].To(Layout[stack.Weights[^1].Name]);
            stack.Bind(place.Of(Values).view(stack.Shape), place.Of(Gradients).view(stack.Shape));
        }
    }

    private static void Copy(Tensor? from, Tensor? to)
    {
        if (from is not null && to is not null)
        {
            to.copy_(from);
        }
    }

    private Tensor? MomentumOf(Weight weight, FlatRange group, Tensor momentum)
    {
        if (!Layout.Contains(weight.Name))
        {
            return null;
        }

        FlatRange place = Layout[weight.Name];
        return place.Start >= group.Start && place.End <= group.End
            ? momentum.narrow(0, place.Start - group.Start, place.Length).view([.. weight.Shape])
            : null;
    }
}
