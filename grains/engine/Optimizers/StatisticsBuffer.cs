using Cdarts.Engine.Networks.Layers;
using static TorchSharp.torch;

namespace Cdarts.Engine.Optimizers;

/// <summary>
/// Running batch-norm statistics in one flat tensor, and a staging tensor of the same layout for each kind of pass. A pass writes
/// its batch's mean and variance to staging; they ride in the update's all-reduce, and after the vote the running statistics move towards the
/// reduced values. So an update that is not committed has changed nothing, and all replicas stay equal.
/// </summary>
internal sealed class StatisticsBuffer : IDisposable
{
    private readonly FlatLayout _layout;
    private readonly Tensor _running;
    private readonly Tensor[] _staged;
    private readonly Tensor?[] _gathered = new Tensor?[ForwardPass.Count];

    /// <summary>Lays out the statistics of the norms in use and binds them.</summary>
    /// <param name="norms">Norms in use, without repetition.</param>
    /// <param name="pooled">Norms that are not in use; they keep their values in tensors of their own.</param>
    /// <param name="type">Element type.</param>
    /// <param name="device">Device.</param>
    internal StatisticsBuffer(IReadOnlyList<BatchNorm> norms, IEnumerable<BatchNorm> pooled, ScalarType type, Device device)
    {
        using IDisposable noGrad = no_grad();
        _layout = new FlatLayout(type);
        foreach (IReadOnlyList<BatchNorm> together in Stacks.Together(norms, norm => norm.Stack?.Norms))
        {
            _layout.AppendTogether(together.Select(norm => (norm.Name + ".mean", (long)norm.Channels)));
            _layout.AppendTogether(together.Select(norm => (norm.Name + ".variance", (long)norm.Channels)));
        }

        _running = zeros(_layout.Length, dtype: type, device: device).DetachFromDisposeScope();
        _staged = [.. Enumerable.Range(0, ForwardPass.Count).Select(_ => zeros(_layout.Length, dtype: type, device: device).DetachFromDisposeScope())];

        foreach (BatchNorm norm in pooled)
        {
            norm.Bind(norm.Mean.clone(), norm.Variance.clone());
        }

        foreach (BatchNorm norm in norms)
        {
            FlatRange mean = _layout[norm.Name + ".mean"], variance = _layout[norm.Name + ".variance"];
            Tensor newMean = mean.Of(_running), newVariance = variance.Of(_running);
            newMean.copy_(norm.Mean);
            newVariance.copy_(norm.Variance);
            norm.Bind(newMean, newVariance);
            foreach (ForwardPass pass in ForwardPass.Staging)
            {
                norm.BindStaging(pass, mean.Of(_staged[pass.Slot]), variance.Of(_staged[pass.Slot]));
            }
        }

        foreach (NormStack stack in norms.Select(norm => norm.Stack).OfType<NormStack>().Distinct())
        {
            FlatRange means = _layout[stack.Norms[0].Name + ".mean"].To(_layout[stack.Norms[^1].Name + ".mean"]);
            FlatRange variances = _layout[stack.Norms[0].Name + ".variance"].To(_layout[stack.Norms[^1].Name + ".variance"]);
            foreach (ForwardPass pass in ForwardPass.Staging)
            {
                stack.BindStaging(pass, means.Of(_staged[pass.Slot]), variances.Of(_staged[pass.Slot]));
            }
        }
    }

    /// <summary>Contiguous ranges that hold the statistics of some norms.</summary>
    internal IReadOnlyList<FlatRange> RangesOf(IEnumerable<BatchNorm> norms)
    {
        List<FlatRange> ranges = [];
        foreach (FlatRange range in norms.Select(norm => _layout[norm.Name + ".mean"].To(_layout[norm.Name + ".variance"])).OrderBy(range => range.Start))
        {
            // Neighbours are joined over the alignment padding, which stays zero.
            if (ranges.Count > 0 && range.Start - ranges[^1].End < 16)
            {
                ranges[^1] = ranges[^1].To(range);
            }
            else
            {
                ranges.Add(range);
            }
        }

        return ranges;
    }

    /// <summary>Views of a pass's staged statistics.</summary>
    internal IEnumerable<Tensor> Staged(ForwardPass pass, IEnumerable<FlatRange> ranges) => ranges.Select(range => range.Of(_staged[pass.Slot]));

    /// <summary>Adds what a pass has just staged, times a weight, to what it staged before.</summary>
    internal void Gather(ForwardPass pass, IEnumerable<FlatRange> ranges, double weight, bool isFirst)
    {
        using IDisposable noGrad = no_grad();
        Tensor gathered = _gathered[pass.Slot] ??= zeros_like(_running).DetachFromDisposeScope();
        foreach (FlatRange range in ranges)
        {
            using Tensor sum = range.Of(gathered), staged = range.Of(_staged[pass.Slot]);
            (isFirst ? sum.zero_() : sum).add_(staged, weight);
        }
    }

    /// <summary>Stages the sum of what was gathered.</summary>
    internal void StageGathered(ForwardPass pass, IEnumerable<FlatRange> ranges)
    {
        using IDisposable noGrad = no_grad();
        foreach (FlatRange range in ranges)
        {
            using Tensor sum = range.Of(_gathered[pass.Slot]!), staged = range.Of(_staged[pass.Slot]);
            staged.copy_(sum);
        }
    }

    /// <summary>Moves the running statistics by momentum towards what the pass staged.</summary>
    internal void Commit(ForwardPass pass, IEnumerable<FlatRange> ranges, double momentum = BatchNorm.Momentum)
    {
        using IDisposable noGrad = no_grad();
        foreach (FlatRange range in ranges)
        {
            using Tensor running = range.Of(_running);
            using Tensor staged = range.Of(_staged[pass.Slot]);
            running.mul_(1 - momentum).add_(staged, momentum);
        }
    }

    /// <summary>Takes a copy of all running statistics; <see cref="Restore"/> puts it back.</summary>
    internal Tensor Save() => _running.clone();

    /// <summary>Puts back what <see cref="Save"/> took.</summary>
    internal void Restore(Tensor saved)
    {
        using IDisposable noGrad = no_grad();
        _running.copy_(saved);
    }

    /// <summary>Mean 0 and variance 1 for some norms.</summary>
    internal static void Reset(IEnumerable<BatchNorm> norms)
    {
        using IDisposable noGrad = no_grad();
        foreach (BatchNorm norm in norms)
        {
            norm.Mean.zero_();
            norm.Variance.fill_(1);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _running.Dispose();
        foreach (Tensor staged in _staged)
        {
            staged.Dispose();
        }

        foreach (Tensor? gathered in _gathered)
        {
            gathered?.Dispose();
        }
    }
}
