using System.Text.Json;
using Cdarts.Engine.Checkpoints;
using Cdarts.Engine.Diagnostics;
using Cdarts.Engine.Tests.Diagnostics;

namespace Cdarts.Engine.Tests.Checkpoints;

[Collection(FailpointCollection.Name)]
public sealed class CheckpointWriterTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly List<(CheckpointManifest Manifest, long Bytes)> _written = [];
    private readonly List<CheckpointWriteException> _failed = [];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Flush_waits_until_durable()
    {
        using CheckpointWriter writer = Writer();
        Assert.True(writer.Flush());
        Assert.True(writer.TryEnqueue(Contents.At(1)));
        Assert.True(writer.Flush());
        (CheckpointManifest manifest, long bytes) = Assert.Single(_written);
        Assert.Equal("g000001-u000000001", manifest.Name);
        Assert.Equal(manifest.Bytes, bytes);
        Contents.AssertEqual(Contents.At(1), new CheckpointReader(_folder.In("checkpoints")).LoadNewest(_ => { })!);
    }

    [Fact]
    public void One_is_written_one_waits_and_a_third_is_not_taken()
    {
        using CheckpointWriter writer = Writer();
        using (Failpoints.Use($"{FailpointNames.CheckpointBeforeManifest}@g000001-u000000001=pause:{_folder.In("go")}"))
        {
            Assert.True(writer.TryEnqueue(Contents.At(1)));
            SpinWait.SpinUntil(() => writer.TryEnqueue(Contents.At(2)));
            Assert.False(writer.TryEnqueue(Contents.At(3)));
            Assert.Empty(_written);
            File.WriteAllText(_folder.In("go"), "");
            Assert.True(writer.Flush());
        }

        Assert.Equal([1, 2], _written.Select(one => one.Manifest.GlobalUpdate));
        Assert.True(writer.TryEnqueue(Contents.At(3)));
    }

    [Fact]
    public void A_failure_is_told_and_the_next_one_is_written()
    {
        using CheckpointWriter writer = Writer();
        using (Failpoints.Use($"{FailpointNames.CheckpointBeforeRename}=nospace"))
        {
            Assert.True(writer.TryEnqueue(Contents.At(1)));
            Assert.False(writer.Flush());
        }

        Assert.Contains("the disk is full", Assert.Single(_failed).Message);
        Assert.True(writer.TryEnqueue(Contents.At(2)));
        Assert.True(writer.Flush());
        Assert.Equal(2, Assert.Single(_written).Manifest.GlobalUpdate);
    }

    [Fact]
    public void An_error_of_the_program_is_told_too()
    {
        using CheckpointWriter writer = Writer();
        Assert.True(writer.TryEnqueue(Contents.At(1) with { Run = [new TensorBlock("x", TensorDTypes.UInt8, [2], new byte[1])] }));
        Assert.False(writer.Flush());
        Assert.Contains("because of an unexpected error (ArgumentException: Block 'x' has 1 bytes", Assert.Single(_failed).Message);
        Assert.True(writer.TryEnqueue(Contents.At(2) with { State = default(JsonElement) }));
        Assert.False(writer.Flush());
        Assert.Empty(Directory.GetFileSystemEntries(_folder.In("checkpoints")));
    }

    [Fact]
    public void Disposing_writes_what_is_waiting_and_takes_no_more()
    {
        CheckpointWriter writer = Writer();
        Assert.True(writer.TryEnqueue(Contents.At(1)));
        writer.Dispose();
        Assert.Single(_written);
        Assert.Throws<ObjectDisposedException>(() => writer.TryEnqueue(Contents.At(2)));
        writer.Dispose();
    }

    private CheckpointWriter Writer() => new(
        new CheckpointStore(_folder.In("checkpoints"), 3, TimeProvider.System), (manifest, bytes) => _written.Add((manifest, bytes)), _failed.Add);
}
