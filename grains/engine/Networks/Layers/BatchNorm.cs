using System.Numerics;
using Cdarts.Engine.Kernels;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Cdarts.Engine.Networks.Layers;

/// <summary>
/// Batch normalisation (eps 1e-5, momentum 0.1). In training the forward pass leaves the running statistics alone: it writes the batch's mean and
/// unbiased variance to a staging place of its pass, and <see cref="Optimizers.StatisticsBuffer"/> moves the running statistics once the update is committed.
/// </summary>
public sealed class BatchNorm
{
    internal const double Epsilon = 1e-5;
    internal const double Momentum = 0.1;

    private readonly (Tensor Mean, Tensor Variance)[] _staged = new (Tensor, Tensor)[ForwardPass.Count];

    internal BatchNorm(string name, int channels, Weight? scale, Weight? shift, ScalarType type, Device device, BatchStatistics statistics)
    {
        Name = name;
        Channels = channels;
        Scale = scale;
        Shift = shift;
        Statistics = statistics;
        Mean = zeros(channels, dtype: type, device: device).DetachFromDisposeScope();
        Variance = ones(channels, dtype: type, device: device).DetachFromDisposeScope();
    }

    internal string Name { get; }

    internal int Channels { get; }

    /// <summary>The learned scale, or null for a norm without one.</summary>
    internal Weight? Scale { get; }

    /// <summary>The learned shift, or null for a norm without one.</summary>
    internal Weight? Shift { get; }

    /// <summary>Over which batch it normalises in training.</summary>
    internal BatchStatistics Statistics { get; }

    /// <summary>Running mean, a view once the norm is bound.</summary>
    internal Tensor Mean { get; private set; }

    /// <summary>Running variance, a view once the norm is bound.</summary>
    internal Tensor Variance { get; private set; }

    /// <summary>The stack that computes this norm together with others, or null.</summary>
    internal NormStack? Stack { get; set; }

    internal void Bind(Tensor mean, Tensor variance)
    {
        Mean.Dispose();
        Variance.Dispose();
        Mean = mean.DetachFromDisposeScope();
        Variance = variance.DetachFromDisposeScope();
    }

    /// <summary>Frees the running statistics: the norm is of a network that this process does not run.</summary>
    internal void Release()
    {
        Mean.Dispose();
        Variance.Dispose();
    }

    internal void BindStaging(ForwardPass pass, Tensor mean, Tensor variance)
    {
        (Tensor oldMean, Tensor oldVariance) = _staged[pass.Slot];
        oldMean?.Dispose();
        oldVariance?.Dispose();
        _staged[pass.Slot] = (mean.DetachFromDisposeScope(), variance.DetachFromDisposeScope());
    }

    /// <summary>Normalises [B, C, H, W], contiguous.</summary>
    public Tensor Forward(Tensor x, ForwardPass pass)
    {
        if (!pass.Training)
        {
            return F.batch_norm(x, Mean, Variance, Scale?.Value!, Shift?.Value!, training: false, Momentum, Epsilon);
        }

        (Tensor mean, Tensor variance) = _staged[pass.Slot];
        if (Statistics.IsShared)
        {
            return GlobalNorm.Run(x, Scale?.Value, Shift?.Value, (mean, variance), Statistics);
        }

        // Momentum 1 makes the native kernel write exactly the batch's statistics, at no extra cost.
        return F.batch_norm(x, mean, variance, Scale?.Value!, Shift?.Value!, training: true, momentum: 1, Epsilon);
    }

    /// <summary>The learned scale of a channel, or 1. For kernels on the CPU, as are the methods below.</summary>
    internal unsafe double ScaleAt<T>(int channel)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Scale is null ? 1 : double.CreateTruncating(Scale.Pointer<T>()[channel]);

    /// <summary>The learned shift of a channel, or 0.</summary>
    internal unsafe double ShiftAt<T>(int channel)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Shift is null ? 0 : double.CreateTruncating(Shift.Pointer<T>()[channel]);

    /// <summary>Adds to the gradients of a channel's scale and shift, where they learn.</summary>
    internal unsafe void AddGradients<T>(int channel, double ofScale, double ofShift)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (Scale is { Learns: true })
        {
            Scale.GradientPointer<T>()[channel] += T.CreateTruncating(ofScale);
            Shift!.GradientPointer<T>()[channel] += T.CreateTruncating(ofShift);
        }
    }

    /// <summary>Stages a batch's mean and unbiased variance; values beyond the norm's channels are ignored.</summary>
    internal unsafe void Stage<T>(ForwardPass pass, ReadOnlySpan<double> mean, ReadOnlySpan<double> variance)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (_staged[pass.Slot].Mean is null)
        {
            return;
        }

        T* means = (T*)TensorMemory.Pointer(_staged[pass.Slot].Mean), variances = (T*)TensorMemory.Pointer(_staged[pass.Slot].Variance);
        for (int channel = 0; channel < Channels; channel++)
        {
            (means[channel], variances[channel]) = (T.CreateTruncating(mean[channel]), T.CreateTruncating(variance[channel]));
        }
    }

    /// <summary>Copies the running mean and variance.</summary>
    internal unsafe void CopyRunning<T>(Span<double> mean, Span<double> variance)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T* means = (T*)TensorMemory.Pointer(Mean), variances = (T*)TensorMemory.Pointer(Variance);
        for (int channel = 0; channel < Channels; channel++)
        {
            (mean[channel], variance[channel]) = (double.CreateTruncating(means[channel]), double.CreateTruncating(variances[channel]));
        }
    }
}
