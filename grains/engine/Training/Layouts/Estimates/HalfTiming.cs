using System.Diagnostics;
using Cdarts.Engine.Collectives;
using Cdarts.Engine.Data;
using Cdarts.Engine.Mutators;
using Cdarts.Engine.Native;
using Cdarts.Engine.Networks;
using Cdarts.Engine.Optimizers;
using Cdarts.Engine.Spaces;
using TorchSharp;
using static TorchSharp.torch;

namespace Cdarts.Engine.Training.Layouts.Estimates;

/// <summary>Measures the halves of steps on a device, with networks that are built for it and random pictures. Bound to the thread that made it.</summary>
internal sealed class HalfTiming : IDisposable
{
    private readonly DisposeScope _scope = NewDisposeScope();
    private readonly NetworkState _state;
    private readonly SearchHalf _search;
    private readonly EvaluationHalf _evaluation;
    private readonly ReplicaGroups _groups = ReplicaGroups.Together(new SingleCollective());
    private readonly BatchPart _part;
    private readonly int _classes;
    private readonly ExchangePrecision _exchange;

    /// <summary>Builds networks and pictures.</summary>
    /// <param name="settings">Settings.</param>
    /// <param name="classes">K.</param>
    /// <param name="imageSize">Height and width.</param>
    /// <param name="pictures">Pictures at once.</param>
    /// <param name="topology">Topology of the evaluation network; null for the one that the initial alphas give.</param>
    internal HalfTiming(CdartsSettings settings, int classes, int imageSize, int pictures, Genotype? topology = null)
    {
        Device device = DeviceSelection.Select(settings.Device);
        CdartsNetworks networks = CdartsNetworks.Build(settings.Network, classes, imageSize, settings.Seed, settings.Precision, device);
        RegularizedMutatorParallel mutator = new(networks.Alphas, settings.Regulariser, _groups.World);
        using Tensor alphas = networks.Alphas.Value.detach().to(ScalarType.Float64, CPU);
        _state = new NetworkState(networks.Search, networks.Evaluation, mutator, settings);
        _state.Rebuild(topology ?? TopologyDerivation.Derive(alphas.data<double>().ToArray(), settings.Network.SearchSpace()));
        (_search, _evaluation) = (new SearchHalf(_state, settings.Loss), new EvaluationHalf(_state, settings.Loss));
        using Generator generator = new(1);
        Tensor images = randn([pictures, 3, imageSize, imageSize], generator: generator).to(_state.Type, device);
        Tensor labels = randint(classes, [pictures], dtype: ScalarType.Int64, generator: generator).to(device);
        _part = new BatchPart(new Batch(images, labels, pictures), 0, 1, 1);
        (_classes, _exchange) = (classes, settings.Split.Exchange);
    }

    /// <summary>Measures all halves in turn.</summary>
    /// <param name="rounds">Rounds after one that is not counted; the least time of each half counts.</param>
    internal LayoutCosts Measure(int rounds)
    {
        ParameterBuffers buffers = _state.Buffers;
        Action[] halves = [SearchHalf, EvaluationHalf, SearchWeights, EvaluationAlone];
        double[] best = [.. halves.Select(_ => double.PositiveInfinity)];
        for (int round = -1; round < rounds; round++)
        {
            for (int half = 0; half < halves.Length; half++)
            {
                double seconds = Time(halves[half]);
                best[half] = round < 0 ? best[half] : Math.Min(best[half], seconds / _part.Batch.Count);
            }
        }

        double size = buffers.Values.ElementSize;
        return new LayoutCosts(best[0], best[1], best[2], best[3])
        {
            SearchBytes = size * buffers.SearchOnly.Length,
            EvaluationBytes = size * buffers.EvaluationOnly.Length,
            SharedBytes = size * buffers.Shared.Length,
            ExchangeBytes = (_exchange == ExchangePrecision.Bfloat16 ? 2 : size) * 3 * _classes,
        };
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _state.Dispose();
        _scope.Dispose();
    }

    private double Time(Action half)
    {
        using DisposeScope scope = NewDisposeScope();
        long start = Stopwatch.GetTimestamp();
        half();

        // Reading a number waits for a GPU.
        _ = _state.Buffers.Gradients[0].to(ScalarType.Float64).item<double>();
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    private void SearchHalf()
    {
        Update update = Begin(_state.Buffers.Alphas);
        Tensor own = _search.Forward(_part, update);
        _search.Backward(_part, zeros_like(own), 0, update);
    }

    private void EvaluationHalf()
    {
        Update update = Begin(_state.Buffers.EvaluationGroup);
        Tensor own = _evaluation.Forward(_part, update);
        _evaluation.Backward(_part, zeros_like(own), update);
    }

    private void SearchWeights() => _search.LearnWeights(_part, Begin(_state.Buffers.SearchGroup), UpdateScalar.WeightLoss);

    private void EvaluationAlone() => _evaluation.LearnAlone(_part, Begin(_state.Buffers.EvaluationGroup));

    private Update Begin(FlatRange learning) => new(_state.Buffers, _state.Statistics, _groups, learning, 1);
}
