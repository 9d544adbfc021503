using Cdarts.Engine;
using Cdarts.Engine.Networks;
using Cdarts.Engine.Spaces;
using Cdarts.Engine.Training;

namespace Cdarts.Benchmarks.Steps;

/// <summary>Size of the networks and batch of a step that is measured.</summary>
/// <param name="Name">Name on the command line.</param>
/// <param name="Settings">Settings; all but the sizes and the interactive loss are Cream's.</param>
/// <param name="Side">Height and width of the pictures.</param>
/// <param name="Classes">Classes.</param>
internal sealed record StepSize(string Name, CdartsSettings Settings, int Side, int Classes)
{
    internal const int CifarSide = 32;
    internal const int CifarClasses = 10;

    /// <summary>P-DARTS's cells: of the published ones in the specification's section 9 the only ones in which all seven operations appear.</summary>
    internal const string TopologySource = "P-DARTS as published (specification, section 9)";

    internal static Genotype Topology { get; } = new(
        Cell([(2, 0), (5, 1)], [(2, 0), (3, 1)], [(3, 1), (3, 3)], [(3, 0), (6, 4)]),
        Cell([(1, 0), (4, 1)], [(3, 0), (6, 2)], [(0, 0), (5, 1)], [(5, 1), (6, 3)]));

    private static IReadOnlyList<StepSize> All { get; } =
    [
        // The published size: specification, sections 1.3 and 1.4.
        Of("cifar", channels: 16, search: 8, evaluation: 20, batch: 64),

        // The values of the preset quickstart of the console.
        Of("quickstart", channels: 8, search: 5, evaluation: 8, batch: 32),
        Of("small", channels: 8, search: 4, evaluation: 5, batch: 32),

        // The ImageNet search: the batch of one of its eight devices, and its smallest pictures.
        Of("imagenet", channels: 16, search: 8, evaluation: 14, batch: 128, side: 224, classes: 1000),
        Of("imagenet-small", channels: 8, search: 3, evaluation: 3, batch: 16, side: 96, classes: 10),
    ];

    internal int Batch => Settings.Data.BatchSize;

    /// <summary>The size that the options <c>--size</c> and <c>--batch</c> name.</summary>
    /// <exception cref="CdartsException">There is no such size.</exception>
    internal static StepSize From(CommandLine line, string otherwise)
    {
        StepSize size = Named(line.Text("--size", otherwise));
        return size.WithBatch(line.Number("--batch", size.Batch));
    }

    /// <exception cref="CdartsException">There is no such size.</exception>
    internal static StepSize Named(string name) =>
        All.FirstOrDefault(size => size.Name == name) ?? throw new CdartsException($"--size is '{name}': use {string.Join(", ", All.Select(size => size.Name))}.");

    internal StepSize WithBatch(int batch) => this with { Settings = Settings with { Data = new() { BatchSize = batch } } };

    public override string ToString() =>
        $"size {Name}: {Settings.Network.Channels} channels, stem multiplier {Settings.Network.StemMultiplier}, {Settings.Network.SearchCells} search and "
        + $"{Settings.Network.EvaluationCells} evaluation cells, {Classes} classes, {Side}x{Side}, batch {Batch}, float32; topology {TopologySource}";

    private static StepSize Of(string name, int channels, int search, int evaluation, int batch, int side = CifarSide, int classes = CifarClasses)
    {
        NetworkSettings stem = side == CifarSide
            ? CdartsSettings.Cream.Network
            : CdartsSettings.Cream.Network with { Stem = StemKind.Imagenet, StemMultiplier = 1, FixedHeads = false };
        CdartsSettings settings = CdartsSettings.Cream with
        {
            Network = stem with { Channels = channels, SearchCells = search, EvaluationCells = evaluation },
            Data = new() { BatchSize = batch },
            Loss = new() { Interactive = InteractiveLoss.Kl },
        };
        return new(name, settings, side, classes);
    }

    private static CellGenotype Cell(params (int Operation, int Source)[][] nodes) =>
        new([.. nodes.Select(edges => (IReadOnlyList<GenotypeEdge>)[.. edges.Select(edge => new GenotypeEdge(edge.Operation, edge.Source))])]);
}
