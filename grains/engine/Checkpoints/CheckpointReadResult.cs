namespace Cdarts.Engine.Checkpoints;

/// <summary>A checkpoint that was read and verified.</summary>
/// <param name="Manifest">Manifest.</param>
/// <param name="Search">Search network.</param>
/// <param name="Evaluation">Evaluation network's pool.</param>
/// <param name="Run">What belongs to neither network alone.</param>
public sealed record CheckpointReadResult(
    CheckpointManifest Manifest,
    IReadOnlyList<TensorBlock> Search,
    IReadOnlyList<TensorBlock> Evaluation,
    IReadOnlyList<TensorBlock> Run);

/// <summary>A checkpoint's folder, as a listing shows it.</summary>
/// <param name="Name">Folder name under checkpoints/.</param>
/// <param name="Generation">Generation, by the name.</param>
/// <param name="GlobalUpdate">Updates committed since the start of the run, by the name.</param>
/// <param name="Manifest">Manifest, or null if it cannot be read. The other files are not looked at.</param>
public sealed record CheckpointListing(string Name, long Generation, long GlobalUpdate, CheckpointManifest? Manifest);
