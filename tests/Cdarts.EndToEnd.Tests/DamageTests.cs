using System.Text.Json;
using Cdarts.EndToEnd.Tests.Support;

namespace Cdarts.EndToEnd.Tests;

/// <summary>What a run's folder can lose and still be resumed exactly.</summary>
[Collection(SmallSearches.Name)]
public sealed class DamageTests(ReferenceRun reference, KilledRun killed) : IDisposable
{
    private readonly RunsFolder _runs = killed.Copy();

    private string Newest => Directory.EnumerateDirectories(Path.Combine(_runs.Run(), "checkpoints"), "g*").Max(StringComparer.Ordinal)!;

    [Theory]
    [InlineData("search.safetensors", "truncated")]
    [InlineData("evaluation.safetensors", "flipped")]
    [InlineData("run.safetensors", "deleted")]
    [InlineData("manifest.json", "truncated")]
    public async Task A_damaged_checkpoint_is_passed_over_and_named(string file, string damage)
    {
        string newest = Newest;
        Harm(Path.Combine(newest, file), damage);
        ConsoleResult resumed = await _runs.ResumeAsync();
        JsonElement raised = Assert.Single(Events.Of(resumed), happened => Events.Kind(happened) == "warning_raised");
        string warning = raised.GetProperty("message").GetString()!;
        Assert.Contains(file, warning);
        Assert.Contains(Path.GetFileName(newest), warning);
        reference.Finished.AssertSame(_runs.Run());
    }

    [Fact]
    public async Task With_every_checkpoint_damaged_nothing_is_changed()
    {
        foreach (string checkpoint in Directory.EnumerateDirectories(Path.Combine(_runs.Run(), "checkpoints"), "g*"))
        {
            Harm(Path.Combine(checkpoint, "search.safetensors"), "flipped");
        }

        string metrics = File.ReadAllText(Path.Combine(_runs.Run(), "metrics.jsonl"));
        ConsoleResult resumed = await _runs.CommandAsync("resume", RunsFolder.Name);
        Assert.Equal(4, resumed.ExitCode);
        Assert.Contains("search.safetensors", Sentences.TheOnlyOne(resumed));
        Assert.Equal(metrics, File.ReadAllText(Path.Combine(_runs.Run(), "metrics.jsonl")));
    }

    [Theory]
    [InlineData("deleted")]
    [InlineData("truncated")]
    [InlineData("overwritten")]
    public async Task Grain_state_is_an_index_only(string damage)
    {
        File.Delete(Path.Combine(_runs.Run(), "grains.db-wal"));
        Harm(Path.Combine(_runs.Run(), "grains.db"), damage);
        ConsoleResult resumed = await _runs.ResumeAsync();
        if (damage == "overwritten")
        {
            // Half a data base may still be one, by how much of it SQLite had written back; this never is.
            Assert.Contains("grains.db could not be read", resumed.Error);
        }

        reference.Finished.AssertSame(_runs.Run());
    }

    public void Dispose() => _runs.Dispose();

    private static void Harm(string path, string damage)
    {
        byte[] content = File.ReadAllBytes(path);
        switch (damage)
        {
            case "truncated":
                File.WriteAllBytes(path, content[..(content.Length / 2)]);
                break;
            case "flipped":
                content[content.Length * 2 / 3] ^= 0x10;
                File.WriteAllBytes(path, content);
                break;
            case "overwritten":
                File.WriteAllText(path, "This is no data base.");
                break;
            default:
                File.Delete(path);
                break;
        }
    }
}
