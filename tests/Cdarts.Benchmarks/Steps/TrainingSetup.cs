using Cdarts.Engine.Collectives;
using Cdarts.Engine.Mutators;
using Cdarts.Engine.Networks;
using Cdarts.Engine.Networks.Layers;
using Cdarts.Engine.Training;
using Cdarts.Engine.Training.Layouts;
using static TorchSharp.torch;

namespace Cdarts.Benchmarks.Steps;

/// <summary>A replica's networks with a topology, ready for steps. Bound to the thread that made it; its weights depend on the size's seed alone.</summary>
internal sealed class TrainingSetup : IDisposable
{
    private readonly NetworkState _state;
    private readonly TrainingSteps _steps;
    private readonly StepPlan _plan;
    private readonly StepData _data;
    private readonly bool _searches;

    internal TrainingSetup(
        StepSize size, NetworkForm form, StepData data, ICollective collective, Device? device = null, Precision precision = Precision.Float32)
        : this(size, form, data, ReplicaGroups.Together(collective), size.Batch * collective.WorldSize, device, precision)
    {
    }

    /// <summary>A replica of any role.</summary>
    internal TrainingSetup(
        StepSize size, NetworkForm form, StepData data, ReplicaGroups groups, int globalBatch, Device? device = null, Precision precision = Precision.Float32)
    {
        CdartsSettings settings = size.Settings with { Network = size.Settings.Network with { Form = form }, Precision = precision };
        CdartsNetworks networks = CdartsNetworks.Build(settings.Network, size.Classes, size.Side, settings.Seed, settings.Precision, device);
        Mutator = new RegularizedMutatorParallel(networks.Alphas, settings.Regulariser, groups.World);
        _state = new NetworkState(networks.Search, networks.Evaluation, Mutator, settings, groups.Role);
        _state.Rebuild(StepSize.Topology);
        _steps = new TrainingSteps(_state, settings, groups, groups.IsSplit ? new SplitExchange(groups, globalBatch, 0, settings.Split) : new TogetherExchange());
        _plan = new StepPlan(
            Cursor.Start with { Phase = TrainingPhase.Joint },
            settings.SearchOptimizer.LearningRate,
            settings.EvaluationOptimizer.LearningRate,
            settings.Regulariser.Coefficient,
            globalBatch,
            Stop: false);
        _data = data;
        _searches = groups.Role != ReplicaRole.Evaluation;
    }

    internal RegularizedMutatorParallel Mutator { get; }

    /// <summary>Takes over the weights of another setup of the same size, whatever its device and precision.</summary>
    internal void CopyWeightsOf(TrainingSetup other)
    {
        using IDisposable noGrad = no_grad();
        Dictionary<string, Weight> given = other._state.Groups.All.ToDictionary(weight => weight.Name);
        foreach (Weight weight in _state.Groups.All)
        {
            using Tensor value = given[weight.Name].Value.to(weight.Value.dtype, weight.Value.device);
            weight.Value.copy_(value);
        }
    }

    internal StepFigures SearchWarmup() => _steps.SearchWarmup(_data.Train, _plan);

    internal StepFigures EvaluationWarmup() => _steps.EvaluationWarmup(_data.Valid, _plan);

    internal StepFigures Joint(Action? onFirstUpdate = null) => _steps.Joint(_data.Valid, _searches ? _data.Train : null, _plan, onFirstUpdate);

    public void Dispose() => _state.Dispose();
}
