using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Cdarts.Engine.Checkpoints;

/// <summary>Text of <c>manifest.json</c>, with a digest of itself.</summary>
internal static class ManifestFile
{
    /// <summary>File name.</summary>
    public const string Name = "manifest.json";

    private const int MaxBytes = 64 << 20;

    private static readonly string Zeros = new('0', SHA256.HashSizeInBytes * 2);

    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        WriteIndented = true,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        AllowDuplicateProperties = false,
        Converters = { new JsonStringEnumConverter(namingPolicy: null, allowIntegerValues: false) },
    };

    /// <summary>Text of a manifest, whose digest is filled in.</summary>
    public static string Write(CheckpointManifest manifest)
    {
        string text = JsonSerializer.Serialize(manifest with { Digest = Zeros }, Options);
        return ReplaceLast(text, Zeros, Sha256(text));
    }

    /// <summary>Reads the manifest of a checkpoint.</summary>
    /// <exception cref="DamageException">It is missing, or anything in it is not as it was written.</exception>
    public static CheckpointManifest Read(string checkpointDirectory)
    {
        FileInfo file = new(Path.Combine(checkpointDirectory, Name));
        if (!file.Exists)
        {
            throw new DamageException(Name, "is missing");
        }

        if (file.Length > MaxBytes)
        {
            throw new DamageException(Name, $"has {file.Length} bytes, which no manifest has");
        }

        string text = File.ReadAllText(file.FullName);
        CheckpointManifest manifest = Parse(text);
        if (manifest.Digest.Length != Zeros.Length || Sha256(ReplaceLast(text, manifest.Digest, Zeros)) != manifest.Digest)
        {
            throw new DamageException(Name, "has another SHA-256 than was written into it");
        }

        return manifest with { Name = Path.GetFileName(checkpointDirectory) };
    }

    private static CheckpointManifest Parse(string text)
    {
        CheckpointManifest manifest;
        try
        {
            manifest = JsonSerializer.Deserialize<CheckpointManifest>(text, Options) ?? throw new JsonException();
        }
        catch (JsonException problem)
        {
            throw new DamageException(Name, "is not the JSON of a manifest", problem);
        }

        return manifest.Schema == CheckpointManifest.CurrentSchema && manifest.Version == CheckpointManifest.CurrentVersion
            ? manifest
            : throw new DamageException(
                Name, $"has the schema '{manifest.Schema}' version {manifest.Version}, and this program reads {CheckpointManifest.CurrentSchema} version {CheckpointManifest.CurrentVersion}");
    }

    private static string Sha256(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    // The digest is the last property, so that the same characters elsewhere (in the trainer's state) do not matter.
    private static string ReplaceLast(string text, string old, string replacement)
    {
        int at = text.LastIndexOf(old, StringComparison.Ordinal);
        return string.Concat(text.AsSpan(0, at), replacement, text.AsSpan(at + old.Length));
    }
}
