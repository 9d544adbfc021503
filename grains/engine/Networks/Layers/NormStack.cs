using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Cdarts.Engine.Networks.Layers;

/// <summary>
/// Batch norms without scale and shift that are computed in one call over their channels, one behind another. This is the one place where a fused
/// group meets the statistics of its batch: <see cref="Optimizers.StatisticsBuffer"/> lays the norms' staged means, and their variances, side by
/// side, so that the call writes each norm's into its own staging view.
/// </summary>
internal sealed class NormStack
{
    private readonly (Tensor Mean, Tensor Variance)[] _staged = new (Tensor, Tensor)[ForwardPass.Count];

    internal NormStack(IReadOnlyList<BatchNorm> norms)
    {
        Norms = norms;
        foreach (BatchNorm norm in norms)
        {
            norm.Stack = this;
        }
    }

    /// <summary>In the order of their channels.</summary>
    internal IReadOnlyList<BatchNorm> Norms { get; }

    /// <summary>Takes the views that hold the staged statistics of all norms.</summary>
    internal void BindStaging(ForwardPass pass, Tensor mean, Tensor variance)
    {
        (Tensor oldMean, Tensor oldVariance) = _staged[pass.Slot];
        oldMean?.Dispose();
        oldVariance?.Dispose();
        _staged[pass.Slot] = (mean.DetachFromDisposeScope(), variance.DetachFromDisposeScope());
    }

    /// <summary>Normalises [B, all channels, H, W] and multiplies it by <paramref name="scale"/> [all channels], if any.</summary>
    internal Tensor Forward(Tensor x, Tensor? scale, ForwardPass pass)
    {
        if (!pass.Training)
        {
            Tensor runningMean = cat([.. Norms.Select(norm => norm.Mean)], 0), runningVariance = cat([.. Norms.Select(norm => norm.Variance)], 0);
            return F.batch_norm(x, runningMean, runningVariance, scale!, null!, training: false, BatchNorm.Momentum, BatchNorm.Epsilon);
        }

        (Tensor mean, Tensor variance) = _staged[pass.Slot];
        BatchStatistics statistics = Norms[0].Statistics;
        if (statistics.IsShared)
        {
            return GlobalNorm.Run(x, scale, null, (mean, variance), statistics);
        }

        return F.batch_norm(x, mean, variance, scale!, null!, training: true, momentum: 1, BatchNorm.Epsilon);
    }
}
