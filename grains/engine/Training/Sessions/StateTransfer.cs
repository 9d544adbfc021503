using System.Text.Json;
using Cdarts.Engine.Checkpoints;
using Cdarts.Engine.Collectives;
using TorchSharp;
using static TorchSharp.torch;

namespace Cdarts.Engine.Training.Sessions;

/// <summary>
/// Carries a replica's whole state to the others of its group, in the form of a checkpoint that is never written: first what it is, then one broadcast of
/// all its tensors.
/// </summary>
internal static class StateTransfer
{
    private static readonly JsonSerializerOptions Layout = new(JsonSerializerDefaults.Web);

    /// <summary>Gives this replica's state to the others.</summary>
    internal static void Give(ICollective group, CheckpointContent content, Device device)
    {
        using DisposeScope scope = NewDisposeScope();
        TensorBlock[] blocks = [.. content.Search, .. content.Evaluation, .. content.Run];
        Heading heading = new(
            content.Generation, content.Cursor, content.GlobalUpdate, content.SpecHash, content.SplitHash, content.DataFingerprint, content.State,
            [.. blocks.Select(block => new BlockHeading(block.Name, block.DType, [.. block.Shape], block.Data.Length))], content.Search.Count, content.Evaluation.Count);
        group.AllGather(JsonSerializer.SerializeToUtf8Bytes(heading, Layout));
        group.Broadcast([.. blocks.Select(block => tensor(block.Data.ToArray(), ScalarType.Byte).to(device))], group.Rank);
    }

    /// <summary>Takes the state of a replica.</summary>
    /// <param name="group">Group.</param>
    /// <param name="source">Rank that gives.</param>
    /// <param name="device">Device of this replica.</param>
    internal static CheckpointReadResult Take(ICollective group, int source, Device device)
    {
        using DisposeScope scope = NewDisposeScope();
        Heading heading = JsonSerializer.Deserialize<Heading>(group.AllGather([])[source], Layout)!;
        Tensor[] received = [.. heading.Blocks.Select(block => empty(block.Bytes, ScalarType.Byte, device))];
        group.Broadcast(received, source);
        TensorBlock[] blocks =
            [.. heading.Blocks.Zip(received, (block, value) => new TensorBlock(block.Name, block.DType, block.Shape, value.cpu().bytes.ToArray()))];
        CheckpointManifest manifest = new(
            CheckpointManifest.CurrentSchema, CheckpointManifest.CurrentVersion, heading.Generation, heading.Cursor, heading.GlobalUpdate, heading.SpecHash,
            heading.SplitHash, heading.DataFingerprint, "", default, [], heading.State, "")
        {
            Name = $"in the memory of rank {source}",
        };
        int run = heading.SearchBlocks + heading.EvaluationBlocks;
        return new CheckpointReadResult(manifest, blocks[..heading.SearchBlocks], blocks[heading.SearchBlocks..run], blocks[run..]);
    }

    private sealed record Heading(
        long Generation,
        Cursor Cursor,
        long GlobalUpdate,
        string SpecHash,
        string SplitHash,
        string DataFingerprint,
        JsonElement State,
        IReadOnlyList<BlockHeading> Blocks,
        int SearchBlocks,
        int EvaluationBlocks);

    private sealed record BlockHeading(string Name, string DType, long[] Shape, int Bytes);
}
