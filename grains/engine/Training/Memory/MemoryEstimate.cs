using System.Globalization;
using Cdarts.Engine.Networks;
using Cdarts.Engine.Spaces;
using Cdarts.Engine.Training.Layouts;
using Cdarts.Engine.Training.Retraining;
using TorchSharp;

namespace Cdarts.Engine.Training.Memory;

/// <summary>
/// What a replica's training takes of its device's memory, counted from the shape of the networks that it holds: nothing is built. Pictures of the data set that lie in
/// memory are not counted. Nor is the moment in which a replica that opens or changes its role has the weights of both networks, since it has no activations then.
/// </summary>
/// <param name="Fixed">Bytes that do not depend on the batch: weights, gradients, moments, and on the CPU the program itself.</param>
/// <param name="PerPicture">Bytes of each picture that is processed at once: activations and gradients of the networks that are held.</param>
/// <param name="PerSlicePicture">Bytes of each picture of the replica's slice: the batches themselves.</param>
public sealed record MemoryEstimate(long Fixed, long PerPicture, long PerSlicePicture)
{
    private const double Mebi = 1 << 20;

    /// <summary>What the process has beside the training, measured; on other devices it lies elsewhere: .NET and LibTorch with their code, and the silo.</summary>
    private const long Libraries = 270L << 20;

    /// <summary>The same without the search network, whose arithmetic needs more of LibTorch.</summary>
    private const long LibrariesWithoutSearch = 230L << 20;

    /// <inheritdoc cref="Libraries"/>
    internal const long Silo = 130L << 20;

    /// <summary>A search; of the evaluation network the pool of all operations at evaluation depth, and the most that a topology can take.</summary>
    /// <param name="settings">Settings.</param>
    /// <param name="classes">K.</param>
    /// <param name="imageSize">Height and width of the pictures.</param>
    /// <param name="role">Which of the networks the replica holds. Default: both.</param>
    public static MemoryEstimate Of(CdartsSettings settings, int classes, int imageSize, ReplicaRole role = ReplicaRole.Together)
    {
        NetworkSettings network = settings.Network;
        DeviceType device = DeviceOf(settings.Device);
        List<NetworkActivations> activations = [];

        // Weights, gradients and momentum of the search network; weights and momentum of the pool, with a share of gradients; a snapshot for checkpoints.
        long learned = 0, search = NetworkCost.Search(network, classes, imageSize).Parameters;
        if (role.Holds(NetworkSide.Search))
        {
            learned += 3 * search;
            activations.Add(NetworkActivations.Search(network, imageSize, CellWays.OfSearchCells(network, settings.Precision, device)));
        }

        if (role.Holds(NetworkSide.Evaluation))
        {
            long pool = NetworkCost.SearchCells(new NetworkLayout(network, network.EvaluationCells, imageSize)).Parameters;
            long modules = search - NetworkCost.SearchCells(new NetworkLayout(network, network.SearchCells, imageSize)).Parameters;
            learned += 3 * (role == ReplicaRole.Evaluation ? pool + modules : pool);
            activations.Add(settings.Strategy == SearchStrategy.Darts
                ? default
                : NetworkActivations.Evaluation(network, imageSize, CellWays.OfEvaluationCells(network, settings.Precision, device), heads: true));
        }

        // The training batch is for the search network alone.
        return role == ReplicaRole.Evaluation
            ? Of(settings.Precision, device, learned, activations, imageSize, batches: 1, LibrariesWithoutSearch)
            : Of(settings.Precision, device, learned, activations, imageSize, batches: 2);
    }

    /// <summary>A retraining of a genotype's network.</summary>
    public static MemoryEstimate Of(RetrainSettings settings, Genotype genotype, int classes, int imageSize)
    {
        NetworkSettings network = settings.Network.AsEvaluation with { Space = genotype.Space.Name };
        DeviceType device = DeviceOf(settings.Device);
        NetworkActivations activations = NetworkActivations.Evaluation(
            network, imageSize, CellWays.OfEvaluationCells(network, settings.Precision, device), heads: false, genotype);
        return Of(settings.Precision, device, 4 * settings.Network.CostOf(genotype, classes, imageSize).Parameters, [activations], imageSize, batches: 1);
    }

    /// <summary>Bytes with a slice of which so many pictures are processed at once.</summary>
    public long Bytes(int slice, int atOnce) => Fixed + (slice * PerSlicePicture) + (atOnce * PerPicture);

    /// <summary>The most pictures at once for which the memory suffices; 0 or less when there is not enough for one.</summary>
    public long LargestBatch(long available, int slice) => (available - Fixed - (slice * PerSlicePicture)) / PerPicture;

    /// <summary>For example <c>2.9 GiB</c>.</summary>
    internal static string Text(long bytes) => bytes < 1L << 30
        ? string.Create(CultureInfo.InvariantCulture, $"{bytes / Mebi:F0} MiB")
        : string.Create(CultureInfo.InvariantCulture, $"{bytes / Mebi / 1024:F1} GiB");

    private static MemoryEstimate Of(
        Precision precision, DeviceType device, long learned, IReadOnlyList<NetworkActivations> networks, int imageSize, int batches, long libraries = Libraries)
    {
        int weight = precision == Precision.Float64 ? 8 : 4;

        // In bfloat16 positions of maxima, sums and norms stay wide.
        double activation = precision switch { Precision.Float64 => 8, Precision.Bfloat16 => 2.6, _ => 4 };
        bool onCpu = device == DeviceType.CPU;
        return new MemoryEstimate(
            (learned * weight * (onCpu ? 5 : 3) / 3) + (onCpu ? libraries + Silo : 0),
            (long)(activation * (networks.Sum(network => network.Kept) + networks.Max(network => network.Passing))),
            (long)batches * weight * 3 * imageSize * imageSize);
    }

    private static DeviceType DeviceOf(string name) => name == "cpu" ? DeviceType.CPU : DeviceType.CUDA;
}
