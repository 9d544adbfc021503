using Cdarts.EndToEnd.Tests.Support;

namespace Cdarts.EndToEnd.Tests;

/// <summary>Consoles beside a search that runs. A failpoint holds it, so that it certainly still does.</summary>
[Collection(SmallSearches.Name)]
public sealed class TwoConsolesTests : IDisposable
{
    private readonly ReferenceRun _reference;
    private readonly RunsFolder _runs = new();
    private readonly string _go;
    private readonly string _hold;

    public TwoConsolesTests(ReferenceRun reference)
    {
        _reference = reference;
        _go = _runs.Beside("go");
        _hold = $"step.committed@cycle 2 Joint epoch 1 step 2=pause:{_go}";
    }

    [Fact]
    public async Task Two_searches_in_one_folder_and_a_console_that_looks()
    {
        using ConsoleProcess first = _runs.StartSearch(_hold, "first");
        using ConsoleProcess second = _runs.StartSearch(_hold, "second");
        await first.PhaseAsync("Joint", SmallSearch.Cycles);
        await second.PhaseAsync("Joint", SmallSearch.Cycles);

        ConsoleResult list = await _runs.CommandAsync("list", "--json");
        Assert.Equal(
            ["first running", "second running"],
            list.Lines.Select(line => System.Text.Json.JsonDocument.Parse(line).RootElement)
                .Select(run => $"{run.GetProperty("name")} {run.GetProperty("state")}").Order());
        Assert.Equal("running", (await _runs.StatusAsync("first")).GetProperty("state").GetString());
        Assert.Equal("running", (await _runs.StatusAsync("second")).GetProperty("state").GetString());

        File.WriteAllText(_go, "");
        Assert.Equal(0, (await first.EndAsync()).ExitCode);
        Assert.Equal(0, (await second.EndAsync()).ExitCode);
        _reference.Finished.AssertSame(_runs.Run("first"));
        _reference.Finished.AssertSame(_runs.Run("second"));
    }

    [Fact]
    public async Task A_watch_sees_the_run_to_its_end_and_nobody_else_can_take_it()
    {
        using ConsoleProcess search = _runs.StartSearch(_hold);
        await search.PhaseAsync("Joint", SmallSearch.Cycles);
        using ConsoleProcess watch = ConsoleProcess.Start(["watch", RunsFolder.Name, "--runs", _runs.Path, "--json"]);
        await watch.EventAsync("run_snapshot");

        ConsoleResult resume = await _runs.CommandAsync("resume", RunsFolder.Name);
        Assert.Equal((5, ""), (resume.ExitCode, resume.Output));
        Assert.Contains("is running", Sentences.TheOnlyOne(resume));
        ConsoleResult again = await _runs.SearchAsync();
        Assert.Equal((5, ""), (again.ExitCode, again.Output));
        Assert.Contains("exists", Sentences.TheOnlyOne(again));

        File.WriteAllText(_go, "");
        Assert.Equal(0, (await search.EndAsync()).ExitCode);
        ConsoleResult watched = await watch.EndAsync();
        Assert.Equal((0, ""), (watched.ExitCode, watched.Error));
        Assert.Equal("run_ended", Events.Kinds(watched)[^1]);
        Assert.Contains("progress_made", Events.Kinds(watched));
        _reference.Finished.AssertSame(_runs.Run());
    }

    [Fact]
    public async Task An_interrupted_watch_leaves_the_run_alone()
    {
        using ConsoleProcess search = _runs.StartSearch(_hold);
        await search.PhaseAsync("Joint", SmallSearch.Cycles);
        using ConsoleProcess watch = ConsoleProcess.Start(["watch", RunsFolder.Name, "--runs", _runs.Path, "--json"]);
        await watch.EventAsync("run_snapshot");
        watch.Interrupt();
        Assert.Equal(130, (await watch.EndAsync()).ExitCode);

        File.WriteAllText(_go, "");
        Assert.Equal(0, (await search.EndAsync()).ExitCode);
    }

    [Fact]
    public async Task A_killed_process_frees_the_run_at_once()
    {
        using ConsoleProcess search = _runs.StartSearch(_hold);
        await search.PhaseAsync("Joint", SmallSearch.Cycles);
        search.Kill();
        Assert.Equal(ConsoleResult.Killed, (await search.EndAsync()).ExitCode);

        Assert.Equal("stopped", (await _runs.StatusAsync()).GetProperty("state").GetString());
        await _runs.ResumeAsync();
        _reference.Finished.AssertSame(_runs.Run());
    }

    public void Dispose() => _runs.Dispose();
}
