using Cdarts.EndToEnd.Tests.Support;

namespace Cdarts.EndToEnd.Tests;

/// <summary>A disk that is full for a while costs a checkpoint, never the training.</summary>
[Collection(SmallSearches.Name)]
public sealed class FullDiskTests(ReferenceRun reference, KilledRun killed) : IDisposable
{
    private readonly RunsFolder _runs = killed.Copy();

    [Theory]
    [InlineData("checkpoint.part-written#1")]
    [InlineData("checkpoint.before-rename#1")]
    public async Task A_checkpoint_that_finds_no_room_is_an_alarm_and_no_end(string place)
    {
        string go = _runs.Beside("go");
        string newest = Directory.GetDirectories(Path.Combine(_runs.Run(), "checkpoints"), "g*").Max(StringComparer.Ordinal)!;
        using ConsoleProcess run = _runs.StartResume($"{place}=nospace; {KilledRun.PlaceAhead}=pause:{go}");
        string warning = (await run.EventAsync("warning_raised")).GetProperty("message").GetString()!;
        Assert.Contains("the disk is full", warning);
        Assert.Contains("training goes on", warning);
        Assert.Contains(warning, (await _runs.StatusAsync()).GetProperty("warnings").EnumerateArray().Select(one => one.GetString()));
        Assert.True(File.Exists(Path.Combine(newest, "manifest.json")));

        File.WriteAllText(go, "");
        Assert.Equal(0, (await run.EndAsync()).ExitCode);
        reference.Finished.AssertSame(_runs.Run());
    }

    public void Dispose() => _runs.Dispose();
}
