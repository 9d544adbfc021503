using System.Globalization;
using System.Text.Json;

namespace Cdarts.Engine.Spaces.Formats;

/// <summary>The JSON file that Cream's retraining reads: the stages 0, 1 and 2, each with a <see cref="CreamText"/>.</summary>
public static class CreamJson
{
    private const int StageCount = 3;

    /// <summary>Text of the file, with the same cell in all stages; without a line feed, as Cream writes it.</summary>
    /// <exception cref="CdartsException">The genotype breaks a rule that reading would refuse.</exception>
    public static string Write(Genotype genotype)
    {
        string text = CreamText.Write(genotype);
        return $"{{{string.Join(", ", Enumerable.Range(0, StageCount).Select(stage => $"\"{stage}\": \"{text}\""))}}}";
    }

    /// <summary>Reads the file's object.</summary>
    /// <param name="root">Object.</param>
    /// <param name="where">Where it comes from, for the error's sentence.</param>
    /// <exception cref="CdartsException">
    /// A stage is missing, unknown or not a genotype, or the stages have different cells, which is not supported.
    /// </exception>
    internal static Genotype Read(JsonElement root, string where)
    {
        string[] stages = [.. Enumerable.Range(0, StageCount).Select(stage => stage.ToString(CultureInfo.InvariantCulture))];
        if (!root.EnumerateObject().Select(property => property.Name).Order(StringComparer.Ordinal).SequenceEqual(stages))
        {
            throw new CdartsException($"{where} must have the stages \"0\", \"1\" and \"2\" and nothing else.");
        }

        Genotype[] cells = [.. stages.Select(stage => ReadStage(root.GetProperty(stage), $"{where}: stage {stage}"))];
        int other = Array.FindIndex(cells, cell => !cell.Equals(cells[0]));
        return other < 0
            ? cells[0]
            : throw new CdartsException($"{where} has another cell in stage {other} than in stage 0, but one cell per stage is not supported: give all stages the same.");
    }

    private static Genotype ReadStage(JsonElement stage, string where) => stage.ValueKind == JsonValueKind.String
        ? CreamText.Read(stage.GetString()!, where)
        : throw new CdartsException($"{where} is not the text of a genotype, Genotype(normal=...).");

    /// <summary>Whether an object is such a file: its names are numbers.</summary>
    internal static bool Matches(JsonElement root) =>
        root.EnumerateObject().Any(property => property.Name.Length > 0 && property.Name.All(char.IsAsciiDigit));
}
