using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Cdarts.Engine.Networks.Layers;

/// <summary>
/// Batch normalisation (eps 1e-5, momentum 0.1). In training the forward pass leaves the running statistics alone: it writes the batch's mean and
/// unbiased variance to a staging place of its pass, and <see cref="Optimizers.StatisticsBuffer"/> moves the running statistics once the update is committed.
/// </summary>
internal sealed class BatchNorm
{
    internal const double Epsilon = 1e-5;
    internal const double Momentum = 0.1;

    private readonly Weight? _scale;
    private readonly Weight? _shift;
    private readonly (Tensor Mean, Tensor Variance)[] _staged = new (Tensor, Tensor)[ForwardPass.Count];

    internal BatchNorm(string name, int channels, Weight? scale, Weight? shift, ScalarType type, Device device)
    {
        Name = name;
        Channels = channels;
        _scale = scale;
        _shift = shift;
        Mean = zeros(channels, dtype: type, device: device).DetachFromDisposeScope();
        Variance = ones(channels, dtype: type, device: device).DetachFromDisposeScope();
    }

    internal string Name { get; }

    internal int Channels { get; }

    /// <summary>Running mean, a view once the norm is bound.</summary>
    internal Tensor Mean { get; private set; }

    /// <summary>Running variance, a view once the norm is bound.</summary>
    internal Tensor Variance { get; private set; }

    internal void Bind(Tensor mean, Tensor variance)
    {
        Mean.Dispose();
        Variance.Dispose();
        Mean = mean.DetachFromDisposeScope();
        Variance = variance.DetachFromDisposeScope();
    }

    internal void BindStaging(ForwardPass pass, Tensor mean, Tensor variance)
    {
        (Tensor oldMean, Tensor oldVariance) = _staged[pass.Slot];
        oldMean?.Dispose();
        oldVariance?.Dispose();
        _staged[pass.Slot] = (mean.DetachFromDisposeScope(), variance.DetachFromDisposeScope());
    }

    internal Tensor Forward(Tensor x, ForwardPass pass)
    {
        if (!pass.Training)
        {
            return F.batch_norm(x, Mean, Variance, _scale?.Value!, _shift?.Value!, training: false, Momentum, Epsilon);
        }

        // Momentum 1 makes the native kernel write exactly the batch's statistics, at no extra cost.
        (Tensor mean, Tensor variance) = _staged[pass.Slot];
        return F.batch_norm(x, mean, variance, _scale?.Value!, _shift?.Value!, training: true, momentum: 1, Epsilon);
    }
}
