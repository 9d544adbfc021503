using Cdarts.Engine.Checkpoints;
using Cdarts.Engine.Diagnostics;
using Cdarts.Engine.Tests.Diagnostics;
using Cdarts.Engine.Training;

namespace Cdarts.Engine.Tests.Checkpoints;

[Collection(FailpointCollection.Name)]
public sealed class CheckpointStoreTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly List<string> _warnings = [];

    public static TheoryData<string> Stages => new(
        FailpointNames.CheckpointPartWritten + "@search.safetensors",
        FailpointNames.CheckpointPartWritten + "@evaluation.safetensors",
        FailpointNames.CheckpointPartWritten + "@run.safetensors",
        FailpointNames.CheckpointBeforeManifest,
        FailpointNames.CheckpointAfterManifest,
        FailpointNames.CheckpointBeforeRename);

    public static TheoryData<string, string> Damages
    {
        get
        {
            TheoryData<string, string> data = [];
            foreach (string file in (string[])["search.safetensors", "evaluation.safetensors", "run.safetensors", "manifest.json"])
            {
                foreach (string damage in (string[])["cut", "flip", "lose", "empty", "swap"])
                {
                    data.Add(file, damage);
                }
            }

            return data;
        }
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void What_was_written_is_loaded()
    {
        CheckpointContent content = Contents.At(17);
        CheckpointManifest manifest = Store().Write(content);
        Assert.Equal("g000001-u000000017", manifest.Name);
        CheckpointReadResult result = Load();
        Contents.AssertEqual(content, result);
        Assert.Equal("g000001-u000000017", result.Manifest.Name);
        Assert.Equal(TimeProvider.System.GetUtcNow(), result.Manifest.WrittenAt, TimeSpan.FromHours(1));
        Assert.Equal(manifest.Bytes, result.Manifest.Files.Sum(file => new FileInfo(_folder.In("g000001-u000000017", file.Name)).Length));
        Assert.Empty(_warnings);
        Assert.Null(Store().Verify("g000001-u000000017"));
    }

    [Fact]
    public void No_checkpoint_at_all_is_a_fresh_start()
    {
        Assert.Null(Store().LoadNewest(_warnings.Add));
        Assert.Equal(0, Store().HighestGeneration());
        Assert.Empty(new CheckpointReader(_folder.In("missing")).List());
    }

    [Fact]
    public void The_newest_three_are_kept()
    {
        CheckpointStore store = Store();
        foreach (int update in (int[])[3, 1_000, 20, 999])
        {
            _ = store.Write(Contents.At(update, generation: update == 3 ? 1 : 2));
        }

        Assert.Equal(["g000002-u000001000", "g000002-u000000999", "g000002-u000000020"], store.List().Select(one => one.Name));
        Assert.Equal(1_000, Load().Manifest.GlobalUpdate);
    }

    [Fact]
    public void A_higher_generation_is_newer_than_more_updates()
    {
        CheckpointStore store = Store();
        _ = store.Write(Contents.At(100, generation: 1));
        _ = store.Write(Contents.At(60, generation: 2));
        Assert.Equal(60, Load().Manifest.GlobalUpdate);
        Assert.Equal(2, store.HighestGeneration());
    }

    [Fact]
    public void A_thawed_writer_of_an_old_generation_removes_nothing_newer()
    {
        CheckpointStore old = Store(keep: 1);
        CheckpointStore current = Store(keep: 1);
        _ = current.Write(Contents.At(60, generation: 2));
        _ = old.Write(Contents.At(100, generation: 1));
        Assert.Equal(60, Load().Manifest.GlobalUpdate);
        _ = current.Write(Contents.At(61, generation: 2));
        Assert.Equal(["g000002-u000000061"], current.List().Select(one => one.Name));
    }

    [Fact]
    public void The_same_content_is_not_written_twice()
    {
        CheckpointStore store = Store();
        CheckpointManifest first = store.Write(Contents.At(5));
        CheckpointManifest second = store.Write(Contents.At(5));
        Assert.Equal((first.Name, first.Digest), (second.Name, second.Digest));
        Assert.Single(Directory.GetFileSystemEntries(_folder.Root));
    }

    [Fact]
    public void Another_content_at_the_same_update_gets_its_own_name_and_is_newer()
    {
        CheckpointStore store = Store();
        Cursor later = new(0, TrainingPhase.EvaluationWarmup, 0, 0, 0);
        _ = store.Write(Contents.At(5));
        Assert.Equal("g000001-u000000005-2", store.Write(Contents.At(5, cursor: later)).Name);
        Assert.Equal(later, Load().Manifest.Cursor);
        Assert.Equal("g000001-u000000005-3", store.Write(Contents.At(5)).Name);
        Assert.Equal("g000001-u000000005-4", store.Write(Contents.At(5, cursor: later)).Name);
        Assert.Equal(3, store.List().Count);
        Assert.Equal(later, Load().Manifest.Cursor);
    }

    [Fact]
    public void A_damaged_checkpoint_of_the_same_content_is_written_again()
    {
        CheckpointStore store = Store();
        _ = store.Write(Contents.At(5));
        Damage("g000001-u000000005", "run.safetensors", "flip");
        Assert.Equal("g000001-u000000005-2", store.Write(Contents.At(5)).Name);
        Contents.AssertEqual(Contents.At(5), Load());
        Assert.Empty(_warnings);
    }

    [Theory]
    [MemberData(nameof(Stages))]
    public void A_failure_at_any_stage_leaves_the_previous_one_and_no_litter(string stage)
    {
        CheckpointStore store = Store(keep: 1);
        _ = store.Write(Contents.At(1));
        using (Failpoints.Use($"{stage}=fail"))
        {
            Assert.StartsWith(
                "Checkpoint g000001-u000000002 was not written to ", Assert.Throws<CheckpointWriteException>(() => store.Write(Contents.At(2))).Message);
        }

        Contents.AssertEqual(Contents.At(1), Load());
        Assert.Single(Directory.GetFileSystemEntries(_folder.Root));
        _ = store.Write(Contents.At(2));
        Contents.AssertEqual(Contents.At(2), Load());
        Assert.Single(Directory.GetFileSystemEntries(_folder.Root));
    }

    [Fact]
    public void A_failure_after_the_rename_leaves_both()
    {
        CheckpointStore store = Store(keep: 1);
        _ = store.Write(Contents.At(1));
        using (Failpoints.Use($"{FailpointNames.CheckpointAfterRename}=fail"))
        {
            _ = Assert.Throws<CheckpointWriteException>(() => store.Write(Contents.At(2)));
        }

        Assert.Equal(2, store.List().Count(one => store.Verify(one.Name) is null));
    }

    [Fact]
    public void A_failure_before_pruning_does_not_fail_the_write()
    {
        CheckpointStore store = Store(keep: 1);
        _ = store.Write(Contents.At(1));
        using (Failpoints.Use($"{FailpointNames.CheckpointBeforePrune}=fail"))
        {
            _ = store.Write(Contents.At(2));
        }

        Assert.Equal(2, store.List().Count);
        _ = store.Write(Contents.At(3));
        Assert.Equal(3, Assert.Single(store.List()).GlobalUpdate);
    }

    [Fact]
    public void A_full_disk_is_named()
    {
        CheckpointStore store = Store();
        using (Failpoints.Use($"{FailpointNames.CheckpointPartWritten}=nospace"))
        {
            CheckpointWriteException problem = Assert.Throws<CheckpointWriteException>(() => store.Write(Contents.At(2)));
            Assert.Equal($"Checkpoint g000001-u000000002 was not written to {_folder.Root}: the disk is full; earlier checkpoints are kept.", problem.Message);
        }
    }

    [Theory]
    [MemberData(nameof(Damages))]
    public void A_damaged_file_falls_back_to_the_previous_one_and_is_named(string file, string damage)
    {
        CheckpointStore store = Store();
        _ = store.Write(Contents.At(1));
        _ = store.Write(Contents.At(2));
        Damage("g000001-u000000002", file, damage);
        Contents.AssertEqual(Contents.At(1), Load());
        string warning = Assert.Single(_warnings);
        Assert.StartsWith($"Checkpoint g000001-u000000002 is damaged ({file} ", warning);
        Assert.EndsWith("); the previous one, g000001-u000000001, is used.", warning);
        Assert.StartsWith($"Checkpoint g000001-u000000002 is damaged: {file} ", store.Verify("g000001-u000000002"));
    }

    [Fact]
    public void Every_single_bit_of_a_manifest_counts()
    {
        CheckpointStore store = Store();
        _ = store.Write(Contents.At(1));
        string path = _folder.In("g000001-u000000001", "manifest.json");
        byte[] good = File.ReadAllBytes(path);
        for (int bit = 0; bit < good.Length * 8; bit += 7)
        {
            byte[] bad = [.. good];
            bad[bit / 8] ^= (byte)(1 << (bit % 8));
            File.WriteAllBytes(path, bad);
            Assert.True(store.Verify("g000001-u000000001") is not null, $"bit {bit}");
        }
    }

    [Fact]
    public void When_none_verifies_the_folder_is_named()
    {
        CheckpointStore store = Store();
        _ = store.Write(Contents.At(1));
        _ = store.Write(Contents.At(2));
        Damage("g000001-u000000001", "search.safetensors", "cut");
        Damage("g000001-u000000002", "manifest.json", "lose");
        Assert.Equal(
            $"None of the 2 checkpoints in {_folder.Root} can be used (the newest, g000001-u000000002: manifest.json is missing); restore that folder from a copy, or start a new run.",
            Assert.Throws<CdartsException>(Load).Message);
        Assert.Empty(_warnings);
    }

    [Fact]
    public void Damaged_checkpoints_do_not_push_out_good_ones()
    {
        CheckpointStore store = Store(keep: 2);
        _ = store.Write(Contents.At(1));
        _ = store.Write(Contents.At(2));
        Damage("g000001-u000000002", "search.safetensors", "flip");
        _ = store.LoadNewest(_warnings.Add);
        _ = store.Write(Contents.At(2, generation: 2));
        Assert.Null(store.Verify("g000001-u000000001"));
        _ = store.Write(Contents.At(3, generation: 2));
        Assert.Equal(["g000002-u000000003", "g000002-u000000002"], store.List().Select(one => one.Name));
    }

    [Fact]
    public void Opening_removes_what_a_death_left_and_nothing_else()
    {
        _ = Store().Write(Contents.At(1));
        Directory.CreateDirectory(_folder.In(".tmp-g000001-u000000002-x", "deep"));
        Directory.CreateDirectory(_folder.In("notes"));
        File.WriteAllText(_folder.In(".tmp-file"), "");
        CheckpointReader reader = new(_folder.Root);
        Assert.Single(reader.List());
        Assert.NotEmpty(Directory.GetFileSystemEntries(_folder.Root, ".tmp-*"));
        Assert.Single(Store().List());
        Assert.Equal([_folder.In("g000001-u000000001"), _folder.In("notes")], Directory.GetFileSystemEntries(_folder.Root).Order());
    }

    [Fact]
    public void The_highest_generation_counts_damaged_folders_and_metric_lines()
    {
        using TemporaryFolder other = new();
        Directory.CreateDirectory(_folder.In("g000007-u000000001"));
        Assert.Equal(7, Store().HighestGeneration());
        Assert.Null(Assert.Single(Store().List()).Manifest);
        File.WriteAllText(
            other.In("metrics.jsonl"),
            """
            {"generation":9,"global_step":1,"cycle":0,"phase":"Joint","epoch":0,"step":0}
            {"generation":8,"global_step":2,"cycle":0,"phase":"Joint","epoch":0,"step":1}

            """);
        Assert.Equal(9, Store().HighestGeneration(other.In("metrics.jsonl")));
        Assert.Equal(7, Store().HighestGeneration(other.In("missing.jsonl")));
    }

    [Fact]
    public void A_folder_that_cannot_be_used_is_named()
    {
        File.WriteAllText(_folder.In("file"), "");
        Assert.Contains(_folder.In("file"), Assert.Throws<CdartsException>(() => new CheckpointStore(_folder.In("file"), 3, TimeProvider.System)).Message);
    }

    private CheckpointStore Store(int keep = 3) => new(_folder.Root, keep, TimeProvider.System);

    private CheckpointReadResult Load() => Assert.IsType<CheckpointReadResult>(new CheckpointReader(_folder.Root).LoadNewest(_warnings.Add));

    private void Damage(string checkpoint, string file, string damage)
    {
        string path = _folder.In(checkpoint, file);
        byte[] bytes = File.ReadAllBytes(path);
        switch (damage)
        {
            case "cut":
                File.WriteAllBytes(path, bytes[..^1]);
                break;
            case "flip":
                bytes[bytes.Length / 2] ^= 1;
                File.WriteAllBytes(path, bytes);
                break;
            case "empty":
                File.WriteAllBytes(path, []);
                break;
            case "swap":
                File.Copy(_folder.In(checkpoint, file == "run.safetensors" ? "search.safetensors" : "run.safetensors"), path, overwrite: true);
                break;
            default:
                File.Delete(path);
                break;
        }
    }
}
