using Cdarts.Benchmarks.Steps;
using Cdarts.Engine.Training;
using Cdarts.Engine.Training.Layouts;
using Cdarts.Engine.Training.Layouts.Estimates;
using Cdarts.Engine.Training.Memory;

namespace Cdarts.Benchmarks.Layouts;

/// <summary>A search as it was published, with its cost.</summary>
/// <param name="Name">Name.</param>
/// <param name="Size">Networks and pictures.</param>
/// <param name="Batch">Global batch.</param>
/// <param name="Devices">Devices of the published run.</param>
/// <param name="StepsPerEpoch">Steps of an epoch.</param>
/// <param name="Schedule">Epochs and cycles.</param>
/// <param name="GpuDays">Published cost, on Tesla V100.</param>
internal sealed record PublishedSearch(string Name, StepSize Size, int Batch, int Devices, int StepsPerEpoch, ScheduleSettings Schedule, double GpuDays)
{
    private const double SecondsPerDay = 86400;

    internal static IReadOnlyList<PublishedSearch> All { get; } =
    [
        new("CIFAR-10", StepSize.Named("cifar"), 64, 1, 390, new(), 0.3),
        new(
            "ImageNet",
            StepSize.Named("imagenet"),
            1024,
            8,
            126,
            new() { SearchWarmupEpochs = 10, EvaluationWarmupEpochs = 3 },
            1.7),
    ];

    /// <summary>Pictures of a device at once, over which batch norm was.</summary>
    internal int AtOnce => Batch / Devices;

    /// <summary>Seconds of the whole search on the published devices.</summary>
    internal double PublishedSeconds => GpuDays * SecondsPerDay / Devices;

    /// <summary>Costs of halves with the shares of a measurement, but of such a size that the published devices would need the published time.</summary>
    internal LayoutCosts OnPublishedDevice(LayoutCosts shares) =>
        shares.Scaled(PublishedSeconds / (StepsPerEpoch * new LayoutModel(shares, Wire.None).Together(Batch, Devices).Run(Schedule)));

    /// <summary>Shares by multiply-adds alone: seconds at one multiply-add a second.</summary>
    internal LayoutCosts ByMultiplyAdds(LayoutCosts bytes)
    {
        StepWork work = new(Size);
        long Of(string network) => work.FirstUpdate.Where(part => part.Part.StartsWith(network, StringComparison.Ordinal)).Sum(part => part.MultiplyAdds);
        return bytes with
        {
            SearchHalf = Of("search"),
            EvaluationHalf = Of("evaluation"),
            SearchWeights = StepWork.Total(work.SecondUpdate),
            EvaluationAlone = StepWork.Total(work.EvaluationWarmup),
        };
    }

    /// <summary>Measures the halves on this machine's CPU.</summary>
    internal LayoutCosts Measure(int pictures, int rounds)
    {
        using HalfTiming timing = new(Size.Settings, Size.Classes, Size.Side, pictures, StepSize.Topology);
        return timing.Measure(rounds);
    }

    /// <summary>What a GPU needs.</summary>
    internal MemoryEstimate Memory(ReplicaRole role, bool checkpoint) => MemoryEstimate.Of(
        Size.Settings with { Device = "cuda:0", Network = Size.Settings.Network with { CheckpointCells = checkpoint } }, Size.Classes, Size.Side, role);
}
