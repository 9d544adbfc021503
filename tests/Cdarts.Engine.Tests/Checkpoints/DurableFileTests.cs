using Cdarts.Engine.Checkpoints;

namespace Cdarts.Engine.Tests.Checkpoints;

public sealed class DurableFileTests
{
    [Fact]
    public void A_file_is_written_and_replaced_and_nothing_else_is_left()
    {
        using TemporaryFolder folder = new();
        string path = folder.In("run.json");
        DurableFile.WriteAllText(path, "größer");
        Assert.Equal("größer"u8.ToArray(), File.ReadAllBytes(path));
        DurableFile.WriteAllBytes(path, [1, 2]);
        Assert.Equal([1, 2], File.ReadAllBytes(path));
        Assert.Single(Directory.GetFileSystemEntries(folder.Root));
    }

    [Fact]
    public void A_reader_keeps_the_version_that_it_opened()
    {
        using TemporaryFolder folder = new();
        string path = folder.In("run.json");
        DurableFile.WriteAllText(path, "old");
        using StreamReader reader = new(path);
        DurableFile.WriteAllText(path, "new");
        Assert.Equal("old", reader.ReadToEnd());
    }

    [Fact]
    public void A_failure_leaves_the_old_file_and_no_litter()
    {
        using TemporaryFolder folder = new();
        Directory.CreateDirectory(folder.In("run.json", "occupied"));
        Assert.ThrowsAny<Exception>(() => DurableFile.WriteAllText(folder.In("run.json"), "text"));
        Assert.Equal([folder.In("run.json")], Directory.GetFileSystemEntries(folder.Root));
        Assert.ThrowsAny<IOException>(() => DurableFile.WriteAllText(folder.In("missing", "run.json"), "text"));
    }

    [Fact]
    public void An_uncommitted_version_vanishes()
    {
        using TemporaryFolder folder = new();
        using (DurableReplacement replacement = new(folder.In("a")))
        {
            replacement.Stream.WriteByte(1);
        }

        Assert.Empty(Directory.GetFileSystemEntries(folder.Root));
    }

    [Fact]
    public void Flushing_a_folder_that_does_not_exist_is_an_io_error()
    {
        using TemporaryFolder folder = new();
        DirectorySync.Flush(folder.Root);
        Assert.Contains(folder.In("missing"), Assert.Throws<IOException>(() => DirectorySync.Flush(folder.In("missing"))).Message);
    }
}
