using Cdarts.EndToEnd.Tests.Support;

namespace Cdarts.EndToEnd.Tests;

/// <summary>A disk that is full for a while costs a checkpoint, never the training.</summary>
[Collection(SmallSearches.Name)]
public sealed class FullDiskTests(ReferenceRun reference) : IDisposable
{
    private const string Alarm = "the disk is full";

    private readonly RunsFolder _runs = new();

    [Theory]
    [InlineData("checkpoint.part-written#5")]
    [InlineData("checkpoint.before-rename#3")]
    public async Task A_checkpoint_that_finds_no_room_is_an_alarm_and_no_end(string place)
    {
        string go = _runs.Beside("go");
        using ConsoleProcess search = _runs.StartSearch($"{place}=nospace; step.committed@cycle 2 Joint epoch 1 step 2=pause:{go}");
        string warning = (await search.EventAsync("warning_raised")).GetProperty("message").GetString()!;
        Assert.Contains(Alarm, warning);
        Assert.Contains("training goes on", warning);
        await search.PhaseAsync("Joint", SmallSearch.Cycles);
        Assert.Contains(warning, (await _runs.StatusAsync()).GetProperty("warnings").EnumerateArray().Select(one => one.GetString()));

        File.WriteAllText(go, "");
        Assert.Equal(0, (await search.EndAsync()).ExitCode);
        reference.Finished.AssertSame(_runs.Run());
    }

    public void Dispose() => _runs.Dispose();
}
