using System.Text;
using System.Text.Json;

namespace Cdarts.Engine.Spaces.Formats;

/// <summary>
/// Reads a genotype in any known format, told by the content, and writes any: our JSON (<see cref="GenotypeJson"/>), the tuple text of Cream, DARTS and NNI's
/// <c>.genotypes</c> files (<see cref="CreamText"/>), Cream's JSON file (<see cref="CreamJson"/>), NNI's JSON file (<see cref="NniJson"/>).
/// </summary>
public static class GenotypeFile
{
    /// <summary>Name of a genotype's file in the folder of a run or of a cycle.</summary>
    public const string NameInFolder = "genotype.json";

    // The largest format, NNI's, has 3 KB.
    private const int MostBytes = 1 << 20;

    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = 8 };

    /// <summary>Reads a file, or the <c>genotype.json</c> of a folder.</summary>
    /// <param name="path">File or folder.</param>
    /// <exception cref="CdartsException">There is no such file, it cannot be read, or its content is no genotype.</exception>
    public static Genotype Read(string path)
    {
        string file = Directory.Exists(path) ? Path.Combine(path, NameInFolder) : path;
        try
        {
            using FileStream stream = new(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            byte[] content = new byte[MostBytes + 1];
            int length = stream.ReadAtLeast(content, content.Length, throwOnEndOfStream: false);
            return length <= MostBytes
                ? Parse(Encoding.UTF8.GetString(content, 0, length), file)
                : throw new CdartsException($"{file} is larger than 1 MiB, so it is no genotype.");
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new CdartsException($"There is no file {file} to read a genotype from.", error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or NotSupportedException or ArgumentException)
        {
            throw new CdartsException($"{file} cannot be read: {error.Message.TrimEnd('.')}.", error);
        }
    }

    /// <summary>Reads a text.</summary>
    /// <param name="text">Text.</param>
    /// <param name="where">Where the text comes from, for the error's sentence.</param>
    /// <exception cref="CdartsException">The text is in no known format or breaks its rules; the message says where and why in one sentence.</exception>
    public static Genotype Parse(string text, string where)
    {
        string content = text.TrimStart('\uFEFF');
        string start = content.TrimStart();
        return start.StartsWith('{') ? ParseJson(content, where)
            : start.StartsWith(CreamText.Opening, StringComparison.Ordinal) ? CreamText.Read(content, where)
            : throw new CdartsException($"{where} is no genotype: it begins neither with a JSON object nor with Genotype(normal=...).");
    }

    /// <summary>Text of a genotype in a format.</summary>
    /// <exception cref="CdartsException">The genotype breaks a rule that reading would refuse.</exception>
    public static string Write(Genotype genotype, GenotypeFormat format)
    {
        if (genotype.Space != DartsSpace.Instance && format != GenotypeFormat.Json)
        {
            throw new CdartsException($"Only genotypes of the darts space have a text in that format, and this one is of {genotype.Space.Name}: use json.");
        }

        return format switch
        {
            GenotypeFormat.Json => GenotypeJson.Write(genotype),
            GenotypeFormat.Cream => CreamText.Write(genotype),
            GenotypeFormat.CreamJson => CreamJson.Write(genotype),
            GenotypeFormat.Nni => NniJson.Write(genotype),
            GenotypeFormat.NniGenotypes => NniJson.WriteGenotypes(genotype),
            _ => throw new ArgumentOutOfRangeException(nameof(format), format, null),
        };
    }

    private static Genotype ParseJson(string text, string where)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(text, Strict);
            JsonElement root = document.RootElement;
            return CreamJson.Matches(root) ? CreamJson.Read(root, where)
                : NniJson.Matches(root) ? NniJson.Read(root, where)
                : GenotypeJson.Read(text, where);
        }
        catch (JsonException)
        {
            // Refuses it with the line.
            return GenotypeJson.Read(text, where);
        }
        catch (InvalidOperationException problem)
        {
            // Half a surrogate pair in a string, which is found when the string is read.
            throw new CdartsException($"{where} has a string that is not valid text, so no genotype can be read from it.", problem);
        }
    }
}
