using System.Text.Json;
using Cdarts.Engine.Checkpoints;
using Cdarts.Engine.Collectives;
using TorchSharp;
using static TorchSharp.torch;

namespace Cdarts.Engine.Training.Sessions;

/// <summary>
/// Carries a replica's state to others of its group, in the form of a checkpoint that is never written: first what it is, then all its tensors.
/// </summary>
internal static class StateTransfer
{
    private static readonly JsonSerializerOptions Layout = new(JsonSerializerDefaults.Web);

    /// <summary>Gives this replica's state to the others.</summary>
    internal static void Give(ICollective group, CheckpointContent content, Device device)
    {
        using DisposeScope scope = NewDisposeScope();
        group.AllGather(Heading.Of(content));
        group.Broadcast([.. Heading.BlocksOf(content).Select(block => tensor(block.Data.ToArray(), ScalarType.Byte).to(device))], group.Rank);
    }

    /// <summary>Takes the state of a replica.</summary>
    /// <param name="group">Group.</param>
    /// <param name="source">Rank that gives.</param>
    /// <param name="device">Device of this replica.</param>
    internal static CheckpointContent Take(ICollective group, int source, Device device)
    {
        using DisposeScope scope = NewDisposeScope();
        Heading heading = Heading.Read(group.AllGather([])[source]);
        Tensor[] received = [.. heading.Blocks.Select(block => empty(block.Bytes, ScalarType.Byte, device))];
        group.Broadcast(received, source);
        return heading.With([.. received.Select(value => (ReadOnlyMemory<byte>)value.cpu().bytes.ToArray())]);
    }

    /// <summary>All replicas get the search network, and what belongs to neither, of one replica, and the evaluation network of another.</summary>
    /// <param name="group">Group; all its replicas call it.</param>
    /// <param name="searchSource">Rank that gives the first.</param>
    /// <param name="evaluationSource">Rank that gives the second; may be the same.</param>
    /// <param name="snapshot">Copies this replica's state; called where it is a source.</param>
    /// <param name="device">Device of this replica.</param>
    /// <exception cref="CdartsException">The sources stand at different updates.</exception>
    internal static CheckpointContent Gather(ICollective group, int searchSource, int evaluationSource, Func<CheckpointContent> snapshot, Device device)
    {
        CheckpointContent FromOne(int source, Func<CheckpointContent, CheckpointContent> part)
        {
            if (group.Rank != source)
            {
                return Take(group, source, device);
            }

            CheckpointContent own = part(snapshot());
            Give(group, own, device);
            return own;
        }

        return searchSource == evaluationSource
            ? FromOne(searchSource, content => content)
            : TrainerSnapshot.Merge(
                FromOne(searchSource, content => content with { Evaluation = [] }),
                FromOne(evaluationSource, content => content with { Search = [], Run = [] }));
    }

    /// <summary>Gives a state to one other replica.</summary>
    internal static void Send(ICollective group, int peer, CheckpointContent content, Device device)
    {
        using DisposeScope scope = NewDisposeScope();
        byte[] heading = Heading.Of(content);
        byte[] data = Joined(Heading.BlocksOf(content));
        Tensor answer = zeros(1, ScalarType.Byte, device);
        group.SendReceive(tensor([heading.LongLength, data.LongLength]).to(device), zeros(2, ScalarType.Int64, device), peer);
        group.SendReceive(tensor(heading, ScalarType.Byte).to(device), answer, peer);
        group.SendReceive(tensor(data, ScalarType.Byte).to(device), answer, peer);
    }

    /// <summary>Takes what a replica sends.</summary>
    internal static CheckpointContent Receive(ICollective group, int peer, Device device)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor answer = zeros(1, ScalarType.Byte, device), lengths = zeros(2, ScalarType.Int64, device);
        group.SendReceive(zeros(2, ScalarType.Int64, device), lengths, peer);
        long[] bytes = lengths.cpu().data<long>().ToArray();
        byte[] Bytes(long length)
        {
            Tensor received = empty(length, ScalarType.Byte, device);
            group.SendReceive(answer, received, peer);
            return received.cpu().bytes.ToArray();
        }

        Heading heading = Heading.Read(Bytes(bytes[0]));
        ReadOnlyMemory<byte> data = Bytes(bytes[1]);
        List<ReadOnlyMemory<byte>> blocks = [];
        foreach (BlockHeading block in heading.Blocks)
        {
            blocks.Add(data[..block.Bytes]);
            data = data[block.Bytes..];
        }

        return heading.With(blocks);
    }

    /// <summary>A state that was taken over, as a checkpoint that was read.</summary>
    internal static CheckpointReadResult AsRead(CheckpointContent content, string name) => new(
        new CheckpointManifest(
            CheckpointManifest.CurrentSchema, CheckpointManifest.CurrentVersion, content.Generation, content.Cursor, content.GlobalUpdate, content.SpecHash,
            content.SplitHash, content.DataFingerprint, "", default, [], content.State, "")
        {
            Name = name,
        },
        content.Search,
        content.Evaluation,
        content.Run);

    private static byte[] Joined(IEnumerable<TensorBlock> blocks)
    {
        using MemoryStream joined = new();
        foreach (TensorBlock block in blocks)
        {
            joined.Write(block.Data.Span);
        }

        return joined.ToArray();
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
        int EvaluationBlocks)
    {
        internal static byte[] Of(CheckpointContent content) => JsonSerializer.SerializeToUtf8Bytes(
            new Heading(
                content.Generation, content.Cursor, content.GlobalUpdate, content.SpecHash, content.SplitHash, content.DataFingerprint, content.State,
                [.. BlocksOf(content).Select(block => new BlockHeading(block.Name, block.DType, [.. block.Shape], block.Data.Length))],
                content.Search.Count,
                content.Evaluation.Count),
            Layout);

        internal static Heading Read(byte[] bytes) => JsonSerializer.Deserialize<Heading>(bytes, Layout)!;

        internal static IEnumerable<TensorBlock> BlocksOf(CheckpointContent content) => content.Search.Concat(content.Evaluation).Concat(content.Run);

        internal CheckpointContent With(IReadOnlyList<ReadOnlyMemory<byte>> data)
        {
            TensorBlock[] blocks = [.. Blocks.Zip(data, (block, value) => new TensorBlock(block.Name, block.DType, block.Shape, value))];
            int run = SearchBlocks + EvaluationBlocks;
            return new CheckpointContent
            {
                Generation = Generation,
                Cursor = Cursor,
                GlobalUpdate = GlobalUpdate,
                SpecHash = SpecHash,
                SplitHash = SplitHash,
                DataFingerprint = DataFingerprint,
                State = State,
                Search = blocks[..SearchBlocks],
                Evaluation = blocks[SearchBlocks..run],
                Run = blocks[run..],
            };
        }
    }

    private sealed record BlockHeading(string Name, string DType, long[] Shape, int Bytes);
}
