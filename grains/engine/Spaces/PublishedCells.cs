namespace Cdarts.Engine.Spaces;

/// <summary>
/// Cells of the DARTS space that were published (specification, section 9). All stages of a network have the same cell. They are as microsoft/Cream
/// ships them in CDARTS/CDARTS/cells, but for cdarts-cifar-2019, which is from the authors' earlier repository, CVPR-2020/CDARTS.
/// </summary>
public static class PublishedCells
{
    private const int Max = Primitives.MaxPool;
    private const int Avg = Primitives.AveragePool;
    private const int Skip = Primitives.SkipConnect;
    private const int Sep3 = 3;
    private const int Sep5 = 4;
    private const int Dil3 = 5;
    private const int Dil5 = 6;

    /// <summary>All cells: those of CDARTS first.</summary>
    public static IReadOnlyList<PublishedCell> All { get; } =
    [
        new(
            "cdarts-cifar",
            "CDARTS on CIFAR-10, arXiv:2006.10724",
            new(
                Cell((Sep3, 0), (Sep3, 1), (Sep3, 1), (Sep3, 2), (Sep3, 0), (Sep3, 1), (Skip, 0), (Skip, 2)),
                Cell((Sep5, 1), (Max, 0), (Dil5, 2), (Skip, 0), (Sep3, 0), (Sep5, 1), (Sep3, 0), (Dil5, 2)))),
        new(
            "cdarts-cifar-2019",
            "CDARTS on CIFAR-10, repository of 2019",
            new(
                Cell((Sep3, 1), (Sep3, 0), (Sep5, 1), (Sep5, 0), (Sep3, 0), (Sep3, 1), (Skip, 0), (Skip, 4)),
                Cell((Sep3, 0), (Skip, 1), (Sep3, 0), (Sep5, 1), (Skip, 0), (Dil3, 1), (Sep5, 0), (Sep3, 2)))),
        new(
            "cdarts-imagenet",
            "CDARTS on ImageNet, arXiv:2006.10724",
            new(
                Cell((Sep3, 1), (Sep3, 0), (Sep3, 0), (Sep5, 2), (Sep5, 2), (Sep3, 1), (Sep3, 1), (Sep5, 4)),
                Cell((Sep5, 1), (Avg, 0), (Max, 1), (Dil5, 2), (Sep5, 1), (Dil5, 2), (Sep3, 3), (Dil3, 4)))),
        new(
            "darts-v1",
            "DARTS, first order, arXiv:1806.09055",
            new(
                Cell((Sep3, 1), (Sep3, 0), (Skip, 0), (Sep3, 1), (Skip, 0), (Sep3, 1), (Sep3, 0), (Skip, 2)),
                Cell((Max, 0), (Max, 1), (Skip, 2), (Max, 0), (Max, 0), (Skip, 2), (Skip, 2), (Avg, 0)))),
        new(
            "darts-v2",
            "DARTS, second order, arXiv:1806.09055",
            new(
                Cell((Sep3, 0), (Sep3, 1), (Sep3, 0), (Sep3, 1), (Sep3, 1), (Skip, 0), (Skip, 0), (Dil3, 2)),
                Cell((Max, 0), (Max, 1), (Skip, 2), (Max, 1), (Max, 0), (Skip, 2), (Skip, 2), (Max, 1)))),
        new(
            "p-darts",
            "P-DARTS on CIFAR-10, arXiv:1904.12760",
            new(
                Cell((Skip, 0), (Dil3, 1), (Skip, 0), (Sep3, 1), (Sep3, 1), (Sep3, 3), (Sep3, 0), (Dil5, 4)),
                Cell((Avg, 0), (Sep5, 1), (Sep3, 0), (Dil5, 2), (Max, 0), (Dil3, 1), (Dil3, 1), (Dil5, 3)))),
        new(
            "pc-darts-cifar",
            "PC-DARTS on CIFAR-10, arXiv:1907.05737",
            new(
                Cell((Sep3, 1), (Skip, 0), (Sep3, 0), (Dil3, 1), (Sep5, 0), (Sep3, 1), (Avg, 0), (Dil3, 1)),
                Cell((Sep5, 1), (Max, 0), (Sep5, 1), (Sep5, 2), (Sep3, 0), (Sep3, 3), (Sep3, 1), (Sep3, 2)))),
        new(
            "pc-darts-imagenet",
            "PC-DARTS on ImageNet, arXiv:1907.05737",
            new(
                Cell((Skip, 1), (Sep3, 0), (Sep3, 0), (Skip, 1), (Sep3, 1), (Sep3, 3), (Sep3, 1), (Dil5, 4)),
                Cell((Sep3, 0), (Skip, 1), (Dil5, 2), (Max, 1), (Sep3, 2), (Sep3, 1), (Sep5, 0), (Sep3, 3)))),
    ];

    /// <summary>Names of all cells.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. All.Select(cell => cell.Name)];

    /// <summary>The cell of a name, or null.</summary>
    public static PublishedCell? Find(string name) => All.FirstOrDefault(cell => cell.Name == name);

    /// <summary>The cell of a name.</summary>
    /// <exception cref="CdartsException">There is no such cell; the sentence lists the names.</exception>
    public static PublishedCell Get(string name) =>
        Find(name) ?? throw new CdartsException($"There is no built-in cell of that name: use {string.Join(", ", Names)}.");

    /// <summary>A cell by its edges, two for each node.</summary>
    private static CellGenotype Cell(params (int Operation, int Source)[] edges) =>
        new([.. edges.Select(edge => new GenotypeEdge(edge.Operation, edge.Source)).Chunk(CellSpace.KeptEdges)]);
}
