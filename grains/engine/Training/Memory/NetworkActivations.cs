using Cdarts.Engine.Networks;
using Cdarts.Engine.Spaces;

namespace Cdarts.Engine.Training.Memory;

/// <summary>Numbers that a network keeps of one picture for its backward pass.</summary>
/// <param name="Kept">All that is kept when the forward pass has ended.</param>
/// <param name="Passing">The most that comes and goes: gradients, and of a network whose cells are computed again the one that is.</param>
internal readonly record struct NetworkActivations(double Kept, double Passing)
{
    /// <summary>The search network of a search, heads included.</summary>
    internal static NetworkActivations Search(NetworkSettings settings, int imageSize, CellWay way) => Of(
        new NetworkLayout(settings, settings.SearchCells, imageSize), settings, imageSize, way, heads: true, place => CellActivations.Search(settings.SearchSpace(), place, way));

    /// <summary>An evaluation network; of any topology when <paramref name="genotype"/> is null.</summary>
    internal static NetworkActivations Evaluation(NetworkSettings settings, int imageSize, CellWay way, bool heads, Genotype? genotype = null) => Of(
        new NetworkLayout(settings, settings.EvaluationCells, imageSize), settings, imageSize, way, heads,
        place => CellActivations.Evaluation(settings.SearchSpace(), place, way, place.Kind is { } kind ? genotype?.Cells[kind] : null));

    private static NetworkActivations Of(
        NetworkLayout layout, NetworkSettings settings, int imageSize, CellWay way, bool heads, Func<CellPlace, double> cell)
    {
        // Heads rectify a cell's output; fused cells have it in another layout, so that it is copied first.
        double copies = way == CellWay.Fused ? 1 : 0;
        double kept = Stem(settings, imageSize, copies) + (heads ? layout.HeadCells.Sum(k => CellActivations.Output(layout.Cells[k])) * (1 + copies) : 0);
        double gradients = layout.Cells.Max(CellActivations.Gradients);
        return settings.CheckpointCells
            ? new NetworkActivations(kept + layout.Cells.Sum(CellActivations.Output), gradients + layout.Cells.Max(cell))
            : new NetworkActivations(kept + layout.Cells.Sum(cell), gradients);
    }

    /// <summary>Convolution, norm and ReLU of each step.</summary>
    private static double Stem(NetworkSettings settings, int imageSize, double copies)
    {
        double area = (double)imageSize * imageSize, c = settings.Channels;
        return settings.Stem switch
        {
            StemKind.Imagenet => (3 * (c / 2) * area / 4) + ((3 + copies) * c * area / 16) + ((2 + copies) * c * area / 64),
            StemKind.Resnet => (3 * c * area / 4) + ((3 + copies) * c * area / 16),
            _ => (2 + copies) * c * settings.StemMultiplier * area,
        };
    }
}
