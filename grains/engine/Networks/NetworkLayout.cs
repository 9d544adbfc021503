using Cdarts.Engine.Spaces;

namespace Cdarts.Engine.Networks;

/// <summary>One cell's place in a network.</summary>
/// <param name="Reduction">Whether it halves height and width and doubles the channels.</param>
/// <param name="PreviousReduction">Whether its first input comes at twice the size of its second.</param>
/// <param name="BeforePrevious">Channels of its first input (output of cell k-2).</param>
/// <param name="Previous">Channels of its second input (output of cell k-1).</param>
/// <param name="Channels">C: channels of each node.</param>
/// <param name="InputSize">Height and width of its second input.</param>
/// <param name="Kind">Kind of the cell, by its index in <see cref="SearchSpace.Cells"/>; null for a block that is not searched.</param>
/// <param name="OutputChannels">Channels of its output.</param>
public readonly record struct CellPlace(
    bool Reduction, bool PreviousReduction, int BeforePrevious, int Previous, int Channels, int InputSize, int? Kind, int OutputChannels)
{
    /// <summary>Height and width of its output.</summary>
    public int OutputSize => Reduction ? InputSize / 2 : InputSize;
}

/// <summary>
/// Where the cells of a network are (specification, 1.4). Three stages, reductions at layers/3 and 2*layers/3; with the ResNet stem four (1.3), whose first
/// cells, from the second stage on, are reductions: at layers/4, 2*layers/4 and 3*layers/4. Channels double there. The distillation heads read the outputs of
/// the last two reductions: 14x14 and 7x7 of pictures of 224, whatever the stem.
/// </summary>
internal sealed class NetworkLayout
{
    internal NetworkLayout(NetworkSettings settings, int layers, int imageSize)
    {
        Space = settings.SearchSpace();
        int stem = settings.Stem == StemKind.Cifar ? settings.Channels * settings.StemMultiplier : settings.Channels;
        int channels = settings.Channels, beforePrevious = stem, previous = stem;
        int stages = StagesOf(settings.Stem), size = imageSize / Division(settings.Stem);
        bool previousReduction = settings.Stem == StemKind.Imagenet;
        int[] reductions = [.. Enumerable.Range(1, stages - 1).Select(stage => stage * layers / stages)];
        CellPlace[] cells = new CellPlace[layers];
        for (int k = 0; k < layers; k++)
        {
            bool reduction = reductions.Contains(k);
            channels = reduction ? 2 * channels : channels;
            int? kind = Space.KindAt(reduction);
            int outputs = kind is { } cell ? Space.Cells[cell].Output.Count : 1;
            CellPlace place = new(reduction, previousReduction, beforePrevious, previous, channels, size, kind, outputs * channels);
            cells[k] = place;
            (beforePrevious, previous, previousReduction, size) = (previous, place.OutputChannels, reduction, place.OutputSize);
        }

        StemChannels = stem;
        Cells = cells;
        HeadCells = reductions[^2..];
        OutputChannels = previous;
    }

    /// <summary>Stages of equally many cells, as far as that goes.</summary>
    internal static int StagesOf(StemKind stem) => stem == StemKind.Resnet ? 4 : 3;

    /// <summary>What the stem divides height and width by.</summary>
    internal static int Division(StemKind stem) => stem switch
    {
        StemKind.Imagenet => 8,
        StemKind.Resnet => 4,
        _ => 1,
    };

    /// <summary>What the cells are of.</summary>
    internal SearchSpace Space { get; }

    internal int StemChannels { get; }

    internal IReadOnlyList<CellPlace> Cells { get; }

    /// <summary>Cells whose outputs the two distillation heads read.</summary>
    internal IReadOnlyList<int> HeadCells { get; }

    /// <summary>Channels into the final linear map.</summary>
    internal int OutputChannels { get; }
}
