using Cdarts.EndToEnd.Tests.Support;

namespace Cdarts.EndToEnd.Tests;

/// <summary>Signals to a search. A failpoint holds it, so that it certainly still trains when the signal comes.</summary>
[Collection(SmallSearches.Name)]
public sealed class StopTests : IDisposable
{
    private const int Stopped = 75, Aborted = 130;
    private const string Stopping = "Stopping at the next step";

    private readonly ReferenceRun _reference;
    private readonly RunsFolder _runs = new();
    private readonly string _go;

    public StopTests(ReferenceRun reference)
    {
        _reference = reference;
        _go = _runs.Beside("go");
    }

    [Fact]
    public async Task The_first_interrupt_stops_with_a_checkpoint()
    {
        using ConsoleProcess search = await StartHeldAsync();
        search.Interrupt();
        await LetStopAsync(search);
        Assert.Equal("stopped", (await _runs.StatusAsync()).GetProperty("state").GetString());

        await _runs.ResumeAsync();
        _reference.Finished.AssertSame(_runs.Run());
    }

    [Fact]
    public async Task A_request_to_terminate_does_the_same_and_the_sentence_tells_how_to_go_on()
    {
        using ConsoleProcess search = await StartHeldAsync();
        search.Terminate();
        ConsoleResult result = await LetStopAsync(search);

        string[] command = result.Error.Split('`')[1].Split(' ');
        Assert.Equal(["cdarts", "resume"], command[..2]);
        ConsoleResult resumed = await ConsoleProcess.RunAsync(command[1..]);
        Assert.True(resumed.ExitCode == 0, $"{resumed}");
        _reference.Finished.AssertSame(_runs.Run());
    }

    [Fact]
    public async Task An_interrupt_before_the_first_step_stops_as_well()
    {
        using ConsoleProcess search = _runs.StartSearch();
        await search.EventAsync("run_snapshot");
        search.Interrupt();
        ConsoleResult result = await search.EndAsync();
        Assert.Equal(Stopped, result.ExitCode);
        Assert.Contains("cdarts resume", result.Error);

        await _runs.ResumeAsync();
        _reference.Finished.AssertSame(_runs.Run());
    }

    [Fact]
    public async Task The_second_interrupt_aborts_even_a_step_that_never_ends()
    {
        using ConsoleProcess search = await StartHeldAsync();
        search.Interrupt();
        await search.Error.FirstAsync(line => line.Contains(Stopping));
        search.Interrupt();
        Assert.Equal(Aborted, (await search.EndAsync()).ExitCode);

        await _runs.ResumeAsync();
        _reference.Finished.AssertSame(_runs.Run());
    }

    public void Dispose() => _runs.Dispose();

    private async Task<ConsoleProcess> StartHeldAsync()
    {
        ConsoleProcess search = _runs.StartSearch($"step.committed@cycle 1 Joint epoch 1 step 2=pause:{_go}");
        await search.PhaseAsync("Joint", cycle: 1);
        return search;
    }

    private async Task<ConsoleResult> LetStopAsync(ConsoleProcess search)
    {
        await search.Error.FirstAsync(line => line.Contains(Stopping));
        File.WriteAllText(_go, "");
        ConsoleResult result = await search.EndAsync();
        Assert.Equal(Stopped, result.ExitCode);
        string checkpoint = Events.Of(result)[^1].GetProperty("status").GetProperty("checkpoint").GetProperty("name").GetString()!;
        Assert.Contains(checkpoint, result.Error);
        Assert.True(File.Exists(Path.Combine(_runs.Run(), "checkpoints", checkpoint, "manifest.json")));
        return result;
    }
}
