using Cdarts.Engine.Networks;
using Cdarts.Engine.Networks.Layers;
using Cdarts.Engine.Optimizers;
using TorchSharp;
using static TorchSharp.torch;

namespace Cdarts.Engine.Training.Retraining;

/// <summary>Everything that a retraining changes: weights, momentum and batch-norm statistics of one network. Bound to the training thread.</summary>
internal sealed class RetrainState : IDisposable
{
    private const string MomentumPrefix = "momentum/";

    private readonly StagedStatistics _allStatistics;
    private readonly StagedStatistics _withoutAuxiliary;

    internal RetrainState(RetrainNetwork network)
    {
        using DisposeScope scope = NewDisposeScope();
        Network = network;
        Tensor first = network.Weights[0].Value;
        (ScalarType type, Device) = (first.dtype, first.device);
        Buffers = ParameterBuffers.Rebuild(WeightGroups.Single(network.Weights), _ => true, null, type, Device);
        Statistics = new StatisticsBuffer(network.Norms, [], type, Device);
        _allStatistics = new StagedStatistics(Statistics.RangesOf(network.Norms));
        _withoutAuxiliary = new StagedStatistics(Statistics.RangesOf(network.Norms.Where(norm => !RetrainNetwork.IsAuxiliary(norm.Name))));
    }

    internal RetrainNetwork Network { get; }

    internal Device Device { get; }

    internal ParameterBuffers Buffers { get; }

    internal StatisticsBuffer Statistics { get; }

    /// <summary>What the optimizer steps: all weights.</summary>
    internal FlatRange Group => Buffers.EvaluationGroup;

    internal Tensor Momentum => Buffers.EvaluationMomentum;

    /// <summary>The statistics that a training pass stages, by whether the auxiliary classifier runs.</summary>
    internal StagedStatistics StagedStatistics(bool withAuxiliary) => withAuxiliary ? _allStatistics : _withoutAuxiliary;

    /// <summary>What the network is made of, by stable name: weights and running statistics.</summary>
    internal IEnumerable<(string Name, Tensor Value)> NetworkTensors() =>
        Tensors().Where(tensor => !tensor.Name.StartsWith(MomentumPrefix, StringComparison.Ordinal));

    /// <summary>Every tensor of the state by stable name, in a fixed order: views that a training changes and that a restore writes to.</summary>
    internal IEnumerable<(string Name, Tensor Value)> Tensors()
    {
        foreach (Weight weight in Network.Weights)
        {
            yield return (weight.Name, weight.Value.detach());
            yield return (MomentumPrefix + weight.Name, Buffers.EvaluationMomentumOf(weight)!);
        }

        foreach (BatchNorm norm in Network.Norms)
        {
            yield return (norm.Name + ".running_mean", norm.Mean);
            yield return (norm.Name + ".running_var", norm.Variance);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Buffers.Dispose();
        Statistics.Dispose();
    }
}
