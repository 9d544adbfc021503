using Cdarts.EndToEnd.Tests.Support;

namespace Cdarts.EndToEnd.Tests;

/// <summary>Signals to the process that trains. A failpoint holds it, so that it certainly still does when the signal comes.</summary>
[Collection(SmallSearches.Name)]
public sealed class StopTests(ReferenceRun reference, KilledRun killed)
{
    private const int Stopped = 75, Aborted = 130;
    private const string Stopping = "Stopping at the next step";

    [Fact]
    public async Task The_first_interrupt_stops_with_a_checkpoint()
    {
        using RunsFolder runs = new();
        string go = runs.Beside("go");
        using ConsoleProcess search = runs.StartSearch($"step.committed@cycle 1 Joint epoch 1 step 2=pause:{go}");
        await search.PhaseAsync("Joint", cycle: 1);
        search.Interrupt();
        await LetStopAsync(search, runs, go);
        Assert.Equal("stopped", (await runs.StatusAsync()).GetProperty("state").GetString());

        await runs.ResumeAsync();
        reference.Finished.AssertSame(runs.Run());
    }

    [Fact]
    public async Task A_request_to_terminate_does_the_same_and_the_sentence_tells_how_to_go_on()
    {
        using RunsFolder runs = killed.Copy();
        string go = runs.Beside("go");
        using ConsoleProcess run = await StartHeldAsync(runs, go);
        run.Terminate();
        ConsoleResult result = await LetStopAsync(run, runs, go);

        string[] command = Sentences.TheOnlyOne(result with { Error = result.Error.Split('\n')[^2] }).Split('`')[1].Split(' ');
        Assert.Equal(["cdarts", "resume"], command[..2]);
        ConsoleResult resumed = await ConsoleProcess.RunAsync(command[1..]);
        Assert.True(resumed.ExitCode == 0, $"{resumed}");
        reference.Finished.AssertSame(runs.Run());
    }

    [Fact]
    public async Task An_interrupt_before_the_first_step_stops_as_well()
    {
        using RunsFolder runs = killed.Copy();
        using ConsoleProcess run = runs.StartResume();
        await run.EventAsync("run_snapshot");
        run.Interrupt();
        ConsoleResult result = await run.EndAsync();
        Assert.Equal(Stopped, result.ExitCode);
        Assert.Contains("cdarts resume", result.Error);

        await runs.ResumeAsync();
        reference.Finished.AssertSame(runs.Run());
    }

    [Fact]
    public async Task The_second_interrupt_aborts_even_a_step_that_never_ends()
    {
        using RunsFolder runs = killed.Copy();
        using ConsoleProcess run = await StartHeldAsync(runs, runs.Beside("never"));
        run.Interrupt();
        await run.Error.FirstAsync(line => line.Contains(Stopping));
        run.Interrupt();
        Assert.Equal(Aborted, (await run.EndAsync()).ExitCode);

        await runs.ResumeAsync();
        reference.Finished.AssertSame(runs.Run());
    }

    private static async Task<ConsoleProcess> StartHeldAsync(RunsFolder runs, string go)
    {
        ConsoleProcess run = runs.StartResume($"{KilledRun.PlaceAhead}=pause:{go}");
        await run.PhaseAsync("Joint", SmallSearch.Cycles);
        return run;
    }

    private static async Task<ConsoleResult> LetStopAsync(ConsoleProcess run, RunsFolder runs, string go)
    {
        await run.Error.FirstAsync(line => line.Contains(Stopping));
        File.WriteAllText(go, "");
        ConsoleResult result = await run.EndAsync();
        Assert.Equal(Stopped, result.ExitCode);
        string checkpoint = Events.Of(result)[^1].GetProperty("status").GetProperty("checkpoint").GetProperty("name").GetString()!;
        Assert.Contains(checkpoint, result.Error);
        Assert.True(File.Exists(Path.Combine(runs.Run(), "checkpoints", checkpoint, "manifest.json")));
        return result;
    }
}
