using System.Text;
using Cdarts.Engine.Checkpoints;
using Cdarts.Engine.Spaces;

namespace Cdarts.Engine.Export;

/// <summary>A genotype as the files that a run folder holds of it.</summary>
public static class GenotypeFiles
{
    private const string GenotypeName = "genotype.json";
    private const string Svg = "svg";

    /// <summary>Formats of pictures: <c>svg</c>, <c>dot</c> for Graphviz, and <c>png</c>.</summary>
    public static IReadOnlyList<string> PictureFormats { get; } = [Svg, "dot", "png"];

    /// <summary>Writes <c>genotype.json</c>, and a picture of each kind of cell (<c>normal</c> and <c>reduction</c>) in every format, each durable.</summary>
    /// <param name="directory">Folder; created if needed.</param>
    /// <param name="genotype">Genotype.</param>
    /// <param name="caption">What the pictures' titles say behind the kind of cell, for example <c>cycle 3</c>.</param>
    /// <returns>Paths of the SVG pictures.</returns>
    /// <exception cref="IOException">A file cannot be written.</exception>
    /// <exception cref="CdartsException">A picture cannot be drawn on this machine; what comes before it in the list of formats is written.</exception>
    public static IReadOnlyList<string> Write(string directory, Genotype genotype, string caption)
    {
        Directory.CreateDirectory(directory);
        DurableFile.WriteAllText(Path.Combine(directory, GenotypeName), GenotypeJson.Write(genotype));
        Dictionary<string, IReadOnlyList<string>> pictures = PictureFormats.ToDictionary(
            format => format, format => WritePictures(directory + Path.DirectorySeparatorChar, format, genotype, caption));
        return pictures[Svg];
    }

    /// <summary>Writes the pictures of all kinds of cells in one format.</summary>
    /// <param name="stem">What the paths begin with; the kind's name and the format follow.</param>
    /// <param name="format">One of <see cref="PictureFormats"/>.</param>
    /// <param name="genotype">Genotype.</param>
    /// <param name="caption">What the pictures' titles say behind the kind of cell, for example <c>cycle 3</c>.</param>
    /// <returns>Paths of the pictures, in the order of the kinds.</returns>
    /// <exception cref="IOException">A file cannot be written.</exception>
    /// <exception cref="CdartsException">The picture cannot be drawn on this machine.</exception>
    public static IReadOnlyList<string> WritePictures(string stem, string format, Genotype genotype, string caption)
    {
        (string Path, byte[] Picture)[] files =
            [.. genotype.ByKind.Select(pair => ($"{stem}{pair.Kind.Name}.{format}", Draw(pair.Kind, pair.Cell, $"{Title(pair.Kind)}, {caption}", format)))];
        foreach ((string path, byte[] picture) in files)
        {
            DurableFile.WriteAllBytes(path, picture);
        }

        return [.. files.Select(file => file.Path)];
    }

    private static string Title(CellKind kind) => kind.Name == "cell" ? "Cell" : $"{char.ToUpperInvariant(kind.Name[0])}{kind.Name[1..]} cell";

    private static byte[] Draw(CellKind kind, CellGenotype cell, string title, string format) => format switch
    {
        Svg => Encoding.UTF8.GetBytes(GenotypeSvg.Write(kind, cell, title)),
        "png" => GenotypePng.Write(kind, cell, title),
        "dot" => Encoding.UTF8.GetBytes(GenotypeDot.Write(kind, cell, title)),
        _ => throw new ArgumentException($"There is no picture format '{format}'.", nameof(format)),
    };
}
