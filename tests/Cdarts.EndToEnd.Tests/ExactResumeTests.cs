using Cdarts.EndToEnd.Tests.Support;

namespace Cdarts.EndToEnd.Tests;

/// <summary>A search that SIGKILL ends anywhere, and that is resumed, ends as the one that nothing disturbed: to the last bit.</summary>
[Collection(SmallSearches.Name)]
public sealed class ExactResumeTests(ReferenceRun reference) : IDisposable
{
    private readonly RunsFolder _runs = new();

    [Fact]
    public async Task A_second_undisturbed_search_ends_equal()
    {
        Assert.Equal(0, (await _runs.SearchAsync()).ExitCode);
        reference.Finished.AssertSame(_runs.Run());
    }

    [Theory]
    [InlineData("step.committed@SearchWarmup epoch 1 step 1")]
    [InlineData("metrics.before-append@global step 3")]
    [InlineData("phase.end@cycle 1 SearchWarmup")]
    [InlineData("step.committed@cycle 1 EvaluationWarmup epoch 1 step 2")]
    [InlineData("joint.between-updates@cycle 1 Joint epoch 1 step 2")]
    [InlineData("epoch.end@cycle 1 Joint epoch 1 step 3")]
    [InlineData("phase.end@cycle 1 Joint")]
    [InlineData("step.committed@cycle 2 EvaluationWarmup epoch 1 step 3")]
    [InlineData("phase.end@cycle 2 Joint")]
    public async Task Killed_while_it_trains(string place) => await KillAndResumeAsync(place);

    [Theory]
    [InlineData("checkpoint.part-written#5")]
    [InlineData("checkpoint.before-manifest#4")]
    [InlineData("checkpoint.after-manifest#8")]
    [InlineData("checkpoint.before-rename#6")]
    [InlineData("checkpoint.after-rename#7")]
    [InlineData("checkpoint.before-prune#9")]
    public async Task Killed_while_it_writes_a_checkpoint(string place) => await KillAndResumeAsync(place);

    [Fact]
    public async Task Killed_while_it_writes_the_last_checkpoint_with_all_results_there()
    {
        Assert.Equal(ConsoleResult.Killed, (await _runs.SearchAsync("checkpoint.before-rename@Completed=kill")).ExitCode);
        ConsoleResult resumed = await _runs.ResumeAsync();
        Assert.Equal("completed", Events.Of(resumed)[^1].GetProperty("state").GetString());
        reference.Finished.AssertSame(_runs.Run());
    }

    [Fact]
    public async Task Killed_again_and_again()
    {
        Assert.Equal(ConsoleResult.Killed, (await _runs.SearchAsync("step.committed@SearchWarmup epoch 1 step 3=kill")).ExitCode);
        foreach (string place in (string[])["step.committed#1", "joint.between-updates#2"])
        {
            using ConsoleProcess resumed = ConsoleProcess.Start(["resume", RunsFolder.Name, "--runs", _runs.Path], $"{place}=kill");
            Assert.Equal(ConsoleResult.Killed, (await resumed.EndAsync()).ExitCode);
        }

        await _runs.ResumeAsync();
        reference.Finished.AssertSame(_runs.Run());
    }

    public void Dispose() => _runs.Dispose();

    private async Task KillAndResumeAsync(string place)
    {
        Assert.Equal(ConsoleResult.Killed, (await _runs.SearchAsync($"{place}=kill")).ExitCode);
        await _runs.ResumeAsync();
        reference.Finished.AssertSame(_runs.Run());
    }
}
