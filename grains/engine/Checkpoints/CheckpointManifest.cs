using System.Text.Json;
using System.Text.Json.Serialization;
using Cdarts.Engine.Training;

namespace Cdarts.Engine.Checkpoints;

/// <summary>What a checkpoint is: the content of its <c>manifest.json</c>.</summary>
/// <param name="Schema">Always <see cref="CurrentSchema"/>.</param>
/// <param name="Version">Version of this layout.</param>
/// <param name="Generation">Generation that wrote it.</param>
/// <param name="Cursor">The next update.</param>
/// <param name="GlobalUpdate">Updates committed since the start of the run.</param>
/// <param name="SpecHash">SHA-256 (hex) of the resolved specification.</param>
/// <param name="SplitHash">SHA-256 (hex) of the split.</param>
/// <param name="DataFingerprint">SHA-256 (hex) of the data set's manifest.</param>
/// <param name="CodeVersion">Version of the engine that wrote it.</param>
/// <param name="WrittenAt">When.</param>
/// <param name="Files">The checkpoint's other files.</param>
/// <param name="State">The trainer's own state.</param>
/// <param name="Digest">SHA-256 (hex) of the manifest's text with zeros in this place: damage to the manifest itself shows too.</param>
public sealed record CheckpointManifest(
    string Schema,
    int Version,
    long Generation,
    Cursor Cursor,
    long GlobalUpdate,
    string SpecHash,
    string SplitHash,
    string DataFingerprint,
    string CodeVersion,
    DateTimeOffset WrittenAt,
    IReadOnlyList<CheckpointFile> Files,
    JsonElement State,
    string Digest)
{
    /// <summary>Name of the schema.</summary>
    public const string CurrentSchema = "cdarts.checkpoint";

    /// <summary>Layout that this program writes.</summary>
    public const int CurrentVersion = 1;

    /// <summary>Name of the checkpoint's folder; not part of the file.</summary>
    [JsonIgnore]
    public string Name { get; init; } = "";

    /// <summary>Size of all files but the manifest.</summary>
    [JsonIgnore]
    public long Bytes => Files.Sum(file => file.Bytes);
}

/// <summary>A file of a checkpoint.</summary>
/// <param name="Name">File name in the checkpoint's folder.</param>
/// <param name="Bytes">Size.</param>
/// <param name="Sha256">SHA-256 (hex).</param>
public sealed record CheckpointFile(string Name, long Bytes, string Sha256);
