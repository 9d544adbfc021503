using Cdarts.Engine.Checkpoints;

namespace Cdarts.Engine.Tests.Checkpoints;

public sealed class CheckpointPruningTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public CheckpointPruningTests()
    {
        CheckpointStore store = new(_folder.Root, 10, TimeProvider.System);
        foreach (int update in (int[])[1, 2, 3, 4])
        {
            _ = store.Write(Contents.At(update));
        }
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_newest_are_kept()
    {
        Assert.Equal(["g000001-u000000002", "g000001-u000000001"], CheckpointPruning.Prune(_folder.Root, 2));
        Assert.Equal(["g000001-u000000004", "g000001-u000000003"], Names());
        Assert.Empty(Directory.GetFileSystemEntries(_folder.Root, ".tmp-*"));
    }

    [Fact]
    public void A_damaged_one_does_not_push_out_a_good_one()
    {
        File.WriteAllText(_folder.In("g000001-u000000004", "run.safetensors"), "");

        Assert.Equal(["g000001-u000000002", "g000001-u000000001"], CheckpointPruning.Prune(_folder.Root, 1));
        Assert.Equal(["g000001-u000000004", "g000001-u000000003"], Names());
    }

    [Fact]
    public void With_few_enough_nothing_is_removed()
    {
        Assert.Empty(CheckpointPruning.Prune(_folder.Root, 4));
        Assert.Empty(CheckpointPruning.Prune(_folder.In("missing"), 1));
        Assert.Equal(4, Names().Length);
    }

    private string[] Names() => [.. new CheckpointReader(_folder.Root).List().Select(checkpoint => checkpoint.Name)];
}
