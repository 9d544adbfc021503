using Cdarts.Contracts.Events;
using Cdarts.Contracts.Grains;
using Cdarts.Engine;
using Cdarts.Engine.Spaces;

namespace Cdarts.Client.Tests.Support;

/// <summary>Records as a run would give them.</summary>
internal static class Samples
{
    public const string GenotypeText = "published";
    public const string OtherGenotypeText = "other";

    public static DateTimeOffset Start { get; } = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    public static HeldOutRecord HeldOut { get; } = new(0.4567, 1.5432, 1000);

    public static CheckpointRecord Checkpoint { get; } = new("g000001-u000000120", new(1, "Joint", 0, 17, 0), Start.AddSeconds(90), 12_345_678);

    public static RunOutcome Outcome { get; } = new(
        GenotypeText, HeldOut, GenotypeText, 123_456, 7_890_123,
        new Dictionary<string, int> { ["skip_connect"] = 3, ["sep_conv_3x3"] = 8, ["sep_conv_5x5"] = 2, ["max_pool_3x3"] = 1, ["dil_conv_5x5"] = 2 },
        ["cycles/03/normal.svg", "cycles/03/reduction.svg"]);

    public static EvaluationNetworkDescription Network { get; } = new(new(1, GenotypeText, "abc"), 123_456, 7_890_123, HeldOut);

    public static RunProgress Progress(int step, long globalStep) => new(
        new(1, "Joint", 0, step, 0), 3, 2, 40, globalStep, 400, 2.1234, 1.9876, 0.0543, 1.25, 0.3125, 0.40625, 231.4);

    public static RunStatus Status(RunState state, RunOutcome? outcome = null, string? failure = null, bool expected = true, CheckpointRecord? checkpoint = null) =>
        new("demo", state, 1, null, null, null, checkpoint, ["local/cpu"], [], failure, expected, outcome);

    public static EventPosition At(long number) => new(1, number);

    /// <summary>The published CIFAR cell (for <see cref="GenotypeText"/>).</summary>
    public static Genotype Genotype { get; } = new(
        Cell("sep_conv_3x3 0 sep_conv_3x3 1", "sep_conv_3x3 1 sep_conv_3x3 2", "sep_conv_3x3 0 sep_conv_3x3 1", "skip_connect 0 skip_connect 2"),
        Cell("sep_conv_5x5 1 max_pool_3x3 0", "dil_conv_5x5 2 skip_connect 0", "sep_conv_3x3 0 sep_conv_5x5 1", "sep_conv_3x3 0 dil_conv_5x5 2"));

    public static Genotype Read(string text) => text switch
    {
        GenotypeText => Genotype,
        OtherGenotypeText => new(Genotype.Reduction, Genotype.Reduction),
        _ => throw new CdartsException("The genotype is not valid JSON, so no genotype can be read from it."),
    };

    private static CellGenotype Cell(params string[] nodes) => new([.. nodes.Select(node =>
    {
        string[] words = node.Split(' ');
        return (IReadOnlyList<GenotypeEdge>)[Edge(words[0], words[1]), Edge(words[2], words[3])];
    })]);

    private static GenotypeEdge Edge(string operation, string source) => new(Primitives.IndexOf(operation), int.Parse(source));
}
