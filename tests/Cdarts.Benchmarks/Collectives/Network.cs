namespace Cdarts.Benchmarks.Collectives;

/// <summary>A cluster's wires: nodes of some devices each, a link inside a node and one between nodes.</summary>
/// <param name="Name">Name.</param>
/// <param name="PerNode">Ranks of a node.</param>
/// <param name="InnerLatency">Seconds of a message inside a node.</param>
/// <param name="InnerRate">Bytes per second and rank inside a node.</param>
/// <param name="OuterLatency">Seconds of a message between nodes.</param>
/// <param name="OuterRate">Bytes per second and node between nodes.</param>
internal sealed record Network(string Name, int PerNode, double InnerLatency, double InnerRate, double OuterLatency, double OuterRate)
{
    private const double Micro = 1e-6, Giga = 1e9;

    /// <summary>Published figures of common clusters.</summary>
    internal static IReadOnlyList<Network> Published { get; } =
    [
        new("8 GPUs with NVLink per node, 400 Gb/s per GPU", 8, 2 * Micro, 350 * Giga, 8 * Micro, 8 * 45 * Giga),
        new("8 GPUs with NVLink per node, 100 Gb/s per node", 8, 2 * Micro, 350 * Giga, 12 * Micro, 11 * Giga),
        new("8 GPUs with NVLink per node, TCP at 25 Gb/s per node", 8, 2 * Micro, 350 * Giga, 50 * Micro, 2.6 * Giga),
        new("CPU hosts, TCP at 10 Gb/s", 1, 0, double.PositiveInfinity, 60 * Micro, 1.1 * Giga),
    ];

    /// <summary>Seconds of a sum inside nodes and then between them, by one of the schemes between nodes.</summary>
    internal double Seconds(int ranks, double bytes, Scheme scheme)
    {
        int inner = Math.Min(ranks, PerNode), nodes = ranks / inner;
        double inside = 2 * (inner - 1) * InnerLatency + 2.0 * (inner - 1) / inner * bytes / InnerRate;
        double share = 2.0 * (nodes - 1) / nodes * bytes / OuterRate, depth = Math.Ceiling(Math.Log2(nodes));
        double between = nodes == 1 ? 0 : scheme switch
        {
            Scheme.Direct => (2 + 2 * (nodes - 1) / 8.0) * OuterLatency + share, // sends to different peers overlap, up to the cost of issuing them
            Scheme.HalvingDoubling => 2 * depth * OuterLatency + share,
            Scheme.Ring => 2 * (nodes - 1) * OuterLatency + share,
            _ => 2 * depth * OuterLatency + 2 * bytes / OuterRate,
        };
        return inside + between;
    }
}
