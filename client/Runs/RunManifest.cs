using System.Text.Encodings.Web;
using System.Text.Json;
using Cdarts.Client.Commands;
using Cdarts.Contracts.Specification;

namespace Cdarts.Client.Runs;

/// <summary>What <c>run.json</c> says: the resolved specification and what it was made with. Written once, when the run is created.</summary>
/// <param name="Name">Name of the run, key of its coordinator, whatever its folder is called later.</param>
/// <param name="Spec">Resolved specification.</param>
/// <param name="SpecHash">SHA-256 (hex) of its canonical JSON.</param>
/// <param name="Preset">Preset it came from, or <c>none</c>.</param>
/// <param name="Versions">Versions by product.</param>
/// <param name="CreatedAt">When.</param>
internal sealed record RunManifest(
    string Name, RunSpec Spec, string SpecHash, string Preset, IReadOnlyDictionary<string, string> Versions, DateTimeOffset CreatedAt)
{
    public const string FileName = "run.json";

    private const int CurrentFormat = 1;

    /// <summary>Indented JSON.</summary>
    public byte[] ToJson()
    {
        using MemoryStream stream = new();
        using (Utf8JsonWriter writer = new(stream, new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            writer.WriteStartObject();
            writer.WriteNumber("format", CurrentFormat);
            writer.WriteString("name", Name);
            writer.WriteString("created_at", CreatedAt);
            writer.WriteString("preset", Preset);
            writer.WriteString("variant", SettingCatalog.Find("variant")!.GetText(Spec));
            writer.WriteString("spec_hash", SpecHash);
            writer.WriteStartObject("versions");
            foreach ((string product, string version) in Versions)
            {
                writer.WriteString(product, version);
            }

            writer.WriteEndObject();
            writer.WritePropertyName("spec");
            RunSpecJson.Write(writer, Spec);
            writer.WriteEndObject();
        }

        return stream.ToArray();
    }

    /// <summary>Reads the manifest of a run folder.</summary>
    /// <exception cref="CommandException">The file is missing, damaged, or of another version.</exception>
    public static RunManifest Read(string runFolder)
    {
        string path = Path.Combine(runFolder, FileName);
        try
        {
            using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(path));
            return Read(document.RootElement, path);
        }
        catch (RunSpecException error)
        {
            throw new CommandException(ExitCode.BadConfiguration, $"{path}: {error.Message}", error);
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException or KeyNotFoundException or FormatException)
        {
            throw new CommandException(
                ExitCode.BadConfiguration, $"{path} is damaged: restore it from a copy, or start another run with the same settings.", error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new CommandException(ExitCode.NotFoundOrInUse, $"{path} cannot be read: {error.Message.TrimEnd('.')}.", error);
        }
    }

    private static RunManifest Read(JsonElement root, string path)
    {
        if (root.GetProperty("format").GetInt32() != CurrentFormat)
        {
            throw new CommandException(ExitCode.BadConfiguration, $"{path} was written by another version of cdarts: use that version for this run.");
        }

        RunManifest manifest = new(
            root.GetProperty("name").GetString()!,
            RunSpecJson.Read(root.GetProperty("spec")),
            root.GetProperty("spec_hash").GetString()!,
            root.GetProperty("preset").GetString()!,
            root.GetProperty("versions").EnumerateObject().ToDictionary(version => version.Name, version => version.Value.GetString()!),
            root.GetProperty("created_at").GetDateTimeOffset());
        return manifest.SpecHash == RunSpecJson.Hash(manifest.Spec)
            ? manifest
            : throw new CommandException(
                ExitCode.BadConfiguration,
                $"The specification in {path} was changed after the run was created: undo the change, or start another run with the new settings.");
    }
}
