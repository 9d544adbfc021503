using Cdarts.Engine.Checkpoints;
using Cdarts.Engine.Spaces;

namespace Cdarts.Engine.Export;

/// <summary>A genotype as the files that a run folder holds of it.</summary>
public static class GenotypeFiles
{
    private const string GenotypeName = "genotype.json";

    /// <summary>Writes <c>genotype.json</c> and a picture of each kind of cell, <c>normal.svg</c> and <c>reduction.svg</c> in the DARTS space; each durable.</summary>
    /// <param name="directory">Folder; created if needed.</param>
    /// <param name="genotype">Genotype.</param>
    /// <param name="caption">What the pictures' titles say behind the kind of cell, for example <c>cycle 3</c>.</param>
    /// <returns>Paths of the pictures.</returns>
    /// <exception cref="IOException">A file cannot be written.</exception>
    public static IReadOnlyList<string> Write(string directory, Genotype genotype, string caption)
    {
        Directory.CreateDirectory(directory);
        DurableFile.WriteAllText(Path.Combine(directory, GenotypeName), GenotypeJson.Write(genotype));
        List<string> pictures = [];
        foreach ((CellKind kind, CellGenotype cell) in genotype.ByKind)
        {
            string picture = Path.Combine(directory, kind.Name + ".svg");
            string title = kind.Name == "cell" ? "Cell" : $"{char.ToUpperInvariant(kind.Name[0])}{kind.Name[1..]} cell";
            DurableFile.WriteAllText(picture, GenotypeSvg.Write(kind, cell, $"{title}, {caption}"));
            pictures.Add(picture);
        }

        return pictures;
    }
}
