using Cdarts.EndToEnd.Tests.Support;

namespace Cdarts.EndToEnd.Tests;

/// <summary>A search that SIGKILL ends anywhere, and that is resumed, ends as the one that nothing disturbed: to the last bit.</summary>
[Collection(SmallSearches.Name)]
public sealed class ExactResumeTests(ReferenceRun reference, KilledRun killed)
{
    [Theory]
    [InlineData("step.committed@SearchWarmup epoch 1 step 2")]
    [InlineData("step.committed@cycle 1 EvaluationWarmup epoch 1 step 2")]
    [InlineData("joint.between-updates@cycle 1 Joint epoch 1 step 2")]
    [InlineData("epoch.end@cycle 1 Joint epoch 1 step 3")]
    [InlineData("phase.end@cycle 1 Joint")]
    public async Task Killed_while_it_trains(string place)
    {
        using RunsFolder runs = new();
        Assert.Equal(ConsoleResult.Killed, (await runs.SearchAsync($"{place}=kill")).ExitCode);
        await runs.ResumeAsync();
        reference.Finished.AssertSame(runs.Run());
    }

    [Theory]
    [InlineData("metrics.before-append#1")]
    [InlineData("phase.end@cycle 2 Joint")]
    [InlineData("checkpoint.part-written#2")]
    [InlineData("checkpoint.before-rename#2")]
    [InlineData("checkpoint.after-rename#1")]
    public async Task Killed_again_after_a_resume(string place)
    {
        using RunsFolder runs = killed.Copy();
        Assert.Equal(ConsoleResult.Killed, (await runs.TryResumeAsync($"{place}=kill")).ExitCode);
        await runs.ResumeAsync();
        reference.Finished.AssertSame(runs.Run());
    }

    [Fact]
    public async Task Killed_while_it_writes_the_last_checkpoint_with_all_results_there()
    {
        using RunsFolder runs = killed.Copy();
        Assert.Equal(ConsoleResult.Killed, (await runs.TryResumeAsync("checkpoint.before-rename@Completed=kill")).ExitCode);
        ConsoleResult resumed = await runs.ResumeAsync();
        Assert.Equal("completed", Events.Of(resumed)[^1].GetProperty("state").GetString());
        reference.Finished.AssertSame(runs.Run());
    }
}
