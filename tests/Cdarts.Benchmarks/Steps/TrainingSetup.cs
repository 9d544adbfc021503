using Cdarts.Engine.Collectives;
using Cdarts.Engine.Mutators;
using Cdarts.Engine.Networks;
using Cdarts.Engine.Training;

namespace Cdarts.Benchmarks.Steps;

/// <summary>A replica's networks with a topology, ready for steps. Bound to the thread that made it; its weights depend on the size's seed alone.</summary>
internal sealed class TrainingSetup : IDisposable
{
    private readonly NetworkState _state;
    private readonly TrainingSteps _steps;
    private readonly StepPlan _plan;
    private readonly StepData _data;

    internal TrainingSetup(StepSize size, NetworkForm form, StepData data, ICollective collective)
    {
        CdartsSettings settings = size.Settings with { Network = size.Settings.Network with { Form = form } };
        CdartsNetworks networks = CdartsNetworks.Build(settings.Network, size.Classes, size.Side, settings.Seed, settings.Precision);
        Mutator = new RegularizedMutatorParallel(networks.Alphas, settings.Regulariser, collective);
        _state = new NetworkState(networks.Search, networks.Evaluation, Mutator, settings);
        _state.Rebuild(StepSize.Topology);
        _steps = new TrainingSteps(_state, settings, collective, new TogetherExchange());
        _plan = new StepPlan(
            Cursor.Start with { Phase = TrainingPhase.Joint },
            settings.SearchOptimizer.LearningRate,
            settings.EvaluationOptimizer.LearningRate,
            settings.Regulariser.Coefficient,
            size.Batch * collective.WorldSize,
            Stop: false);
        _data = data;
    }

    internal RegularizedMutatorParallel Mutator { get; }

    internal StepFigures SearchWarmup() => _steps.SearchWarmup(_data.Train, _plan);

    internal StepFigures EvaluationWarmup() => _steps.EvaluationWarmup(_data.Valid, _plan);

    internal StepFigures Joint(Action? onFirstUpdate = null) => _steps.Joint(_data.Valid, _data.Train, _plan, onFirstUpdate);

    public void Dispose() => _state.Dispose();
}
