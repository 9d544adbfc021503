using Cdarts.Engine.Checkpoints;
using Cdarts.Engine.Diagnostics;
using Cdarts.Engine.Tests.Diagnostics;

namespace Cdarts.Engine.Tests.Checkpoints;

/// <summary>SIGKILL, for real, at every stage of a checkpoint write.</summary>
public sealed class CheckpointDeathTests
{
    internal static void WriteSecond(string directory) => _ = new CheckpointStore(directory, 1, TimeProvider.System).Write(Contents.At(2));

    [Theory]
    [InlineData(FailpointNames.CheckpointPartWritten + "@search.safetensors", 1)]
    [InlineData(FailpointNames.CheckpointPartWritten + "@evaluation.safetensors", 1)]
    [InlineData(FailpointNames.CheckpointPartWritten + "@run.safetensors", 1)]
    [InlineData(FailpointNames.CheckpointBeforeManifest, 1)]
    [InlineData(FailpointNames.CheckpointAfterManifest, 1)]
    [InlineData(FailpointNames.CheckpointBeforeRename, 1)]
    [InlineData(FailpointNames.CheckpointAfterRename, 2)]
    [InlineData(FailpointNames.CheckpointBeforePrune, 2)]
    public async Task The_newest_whole_checkpoint_is_loaded_and_the_rest_is_cleared(string place, int expected)
    {
        using TemporaryFolder folder = new();
        _ = new CheckpointStore(folder.Root, 1, TimeProvider.System).Write(Contents.At(1));
        Assert.Equal(ChildProcess.Killed, (await ChildProcess.Run(WriteSecond, folder.Root, $"{place}=kill")).ExitCode);

        CheckpointStore store = new(folder.Root, 1, TimeProvider.System);
        Contents.AssertEqual(Contents.At(expected), store.LoadNewest(warning => Assert.Fail(warning))!);
        Assert.Equal(expected == 1 ? 1 : 2, Directory.GetFileSystemEntries(folder.Root).Length);
        _ = store.Write(Contents.At(3));
        Assert.Equal([folder.In("g000001-u000000003")], Directory.GetFileSystemEntries(folder.Root));
    }
}
