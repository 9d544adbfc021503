using System.Text.Json;
using Cdarts.EndToEnd.Tests.Support;

namespace Cdarts.EndToEnd.Tests;

/// <summary>Consoles beside a process that trains. A failpoint holds it, so that it certainly still does.</summary>
[Collection(SmallSearches.Name)]
public sealed class TwoConsolesTests : IDisposable
{
    private readonly ReferenceRun _reference;
    private readonly RunsFolder _runs;
    private readonly string _go;
    private readonly string _hold;

    public TwoConsolesTests(ReferenceRun reference, KilledRun killed)
    {
        _reference = reference;
        _runs = killed.Copy();
        _go = _runs.Beside("go");
        _hold = $"{KilledRun.PlaceAhead}=pause:{_go}";
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
            ["first running", "second running", $"{RunsFolder.Name} stopped"],
            list.Lines.Select(line => JsonDocument.Parse(line).RootElement).Select(run => $"{run.GetProperty("name")} {run.GetProperty("state")}").Order());
        Assert.Equal("running", await StateAsync("first"));
        Assert.Equal("running", await StateAsync("second"));

        File.WriteAllText(_go, "");
        Assert.Equal(0, (await first.EndAsync()).ExitCode);
        Assert.Equal(0, (await second.EndAsync()).ExitCode);
        _reference.Finished.AssertSame(_runs.Run("first"));
        _reference.Finished.AssertSame(_runs.Run("second"));
    }

    [Fact]
    public async Task A_watch_sees_the_run_to_its_end_and_nobody_else_can_take_it()
    {
        using ConsoleProcess run = await StartHeldAsync();
        using ConsoleProcess watch = StartWatch();
        await watch.EventAsync("run_snapshot");

        ConsoleResult resume = await _runs.CommandAsync("resume", RunsFolder.Name);
        Assert.Equal((5, ""), (resume.ExitCode, resume.Output));
        Assert.Contains("is running", Sentences.TheOnlyOne(resume));
        ConsoleResult search = await _runs.SearchAsync();
        Assert.Equal((5, ""), (search.ExitCode, search.Output));
        Assert.Contains("exists", Sentences.TheOnlyOne(search));

        File.WriteAllText(_go, "");
        Assert.Equal(0, (await run.EndAsync()).ExitCode);
        ConsoleResult watched = await watch.EndAsync();
        Assert.Equal((0, ""), (watched.ExitCode, watched.Error));
        Assert.Equal("run_ended", Events.Kinds(watched)[^1]);
        Assert.Contains("progress_made", Events.Kinds(watched));
        _reference.Finished.AssertSame(_runs.Run());
    }

    [Fact]
    public async Task An_interrupted_watch_leaves_the_run_alone()
    {
        using ConsoleProcess run = await StartHeldAsync();
        using ConsoleProcess watch = StartWatch();
        await watch.EventAsync("run_snapshot");
        watch.Interrupt();
        Assert.Equal(130, (await watch.EndAsync()).ExitCode);

        File.WriteAllText(_go, "");
        Assert.Equal(0, (await run.EndAsync()).ExitCode);
        _reference.Finished.AssertSame(_runs.Run());
    }

    [Fact]
    public async Task A_killed_process_frees_the_run_at_once()
    {
        using ConsoleProcess run = await StartHeldAsync();
        run.Kill();
        Assert.Equal(ConsoleResult.Killed, (await run.EndAsync()).ExitCode);

        Assert.Equal("stopped", await StateAsync(RunsFolder.Name));
        await _runs.ResumeAsync();
        _reference.Finished.AssertSame(_runs.Run());
    }

    [Fact]
    public async Task A_watch_of_a_process_that_is_killed_ends_and_tells_how_to_go_on()
    {
        using ConsoleProcess run = await StartHeldAsync();
        using ConsoleProcess watch = StartWatch();
        await watch.EventAsync("run_snapshot");
        run.Kill();
        ConsoleResult watched = await watch.EndAsync();
        Assert.Equal(75, watched.ExitCode);
        Assert.Contains("cdarts resume", Sentences.TheOnlyOne(watched));
    }

    public void Dispose() => _runs.Dispose();

    private async Task<ConsoleProcess> StartHeldAsync()
    {
        ConsoleProcess run = _runs.StartResume(_hold);
        await run.PhaseAsync("Joint", SmallSearch.Cycles);
        return run;
    }

    private ConsoleProcess StartWatch() => ConsoleProcess.Start(["watch", RunsFolder.Name, "--runs", _runs.Path, "--json"]);

    private async Task<string?> StateAsync(string name) => (await _runs.StatusAsync(name)).GetProperty("state").GetString();
}
