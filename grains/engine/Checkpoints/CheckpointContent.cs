using System.Text.Json;
using Cdarts.Engine.Training;

namespace Cdarts.Engine.Checkpoints;

/// <summary>
/// Everything a checkpoint holds, owned by it: the training thread takes the snapshot and goes on, another thread writes it.
/// </summary>
public sealed record CheckpointContent
{
    /// <summary>Generation of the group that trains.</summary>
    public required long Generation { get; init; }

    /// <summary>The next update.</summary>
    public required Cursor Cursor { get; init; }

    /// <summary>Updates committed since the start of the run; names the checkpoint together with the generation.</summary>
    public required long GlobalUpdate { get; init; }

    /// <summary>SHA-256 (hex) of the resolved specification.</summary>
    public required string SpecHash { get; init; }

    /// <summary>SHA-256 (hex) of the split of the train list.</summary>
    public required string SplitHash { get; init; }

    /// <summary>SHA-256 (hex) of the data set's manifest.</summary>
    public required string DataFingerprint { get; init; }

    /// <summary>The trainer's own state: a JSON object that the store keeps and does not read.</summary>
    public required JsonElement State { get; init; }

    /// <summary>Search network: weights, buffers, alphas, moments.</summary>
    public required IReadOnlyList<TensorBlock> Search { get; init; }

    /// <summary>Evaluation network's pool: weights, buffers, moments.</summary>
    public required IReadOnlyList<TensorBlock> Evaluation { get; init; }

    /// <summary>What belongs to neither network alone.</summary>
    public required IReadOnlyList<TensorBlock> Run { get; init; }
}
