using Cdarts.Engine.Checkpoints;
using Cdarts.Engine.Spaces;

namespace Cdarts.Engine.Export;

/// <summary>A genotype as the files that a run folder holds of it.</summary>
public static class GenotypeFiles
{
    private const string GenotypeName = "genotype.json";
    private const string NormalName = "normal.svg";
    private const string ReductionName = "reduction.svg";

    /// <summary>Writes <c>genotype.json</c>, <c>normal.svg</c> and <c>reduction.svg</c>, each durable.</summary>
    /// <param name="directory">Folder; created if needed.</param>
    /// <param name="genotype">Genotype.</param>
    /// <param name="caption">What the pictures' titles say behind the kind of cell, for example <c>cycle 3</c>.</param>
    /// <returns>Paths of the pictures.</returns>
    /// <exception cref="IOException">A file cannot be written.</exception>
    public static IReadOnlyList<string> Write(string directory, Genotype genotype, string caption)
    {
        Directory.CreateDirectory(directory);
        string normal = Path.Combine(directory, NormalName);
        string reduction = Path.Combine(directory, ReductionName);
        DurableFile.WriteAllText(Path.Combine(directory, GenotypeName), GenotypeJson.Write(genotype));
        DurableFile.WriteAllText(normal, GenotypeSvg.Write(genotype.Normal, $"Normal cell, {caption}"));
        DurableFile.WriteAllText(reduction, GenotypeSvg.Write(genotype.Reduction, $"Reduction cell, {caption}"));
        return [normal, reduction];
    }
}
