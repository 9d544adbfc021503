using Cdarts.Engine.Diagnostics;
using Cdarts.Engine.Tests.Diagnostics;

namespace Cdarts.Engine.Tests.Training.Sessions;

/// <summary>SIGKILL, for real, at every place of a retraining and in a checkpoint; resumed, it ends as if nothing had happened.</summary>
public sealed class RetrainSessionDeathTests(UndisturbedRetraining undisturbed) : IClassFixture<UndisturbedRetraining>
{
    [Theory]
    [InlineData("step.committed@epoch 2 step 2", 5)]
    [InlineData("epoch.end@epoch 2 step 3", 6)]
    [InlineData("epoch.measured@epoch 2", 7)]
    [InlineData("phase.end", 10)]
    [InlineData(FailpointNames.CheckpointBeforeRename + "@epoch 2 step 3", 6)]
    public async Task A_killed_retraining_goes_on_bit_for_bit(string place, int laterThan)
    {
        string root = undisturbed.Begin(place.Replace('@', '-').Replace(' ', '-'));
        (int exitCode, string error) = await ChildProcess.Run(RetrainSessionRun.InAChild, root, $"{place}=kill");
        Assert.Equal((ChildProcess.Killed, ""), (exitCode, error));

        SessionEvents events = new();
        Assert.NotNull(RetrainSessionRun.Play(root, events));
        Assert.Empty(events.Warnings);

        // At most the step before the place and the one whose checkpoint may have been under way are done again.
        Assert.InRange(events.Steps.FirstOrDefault()?.GlobalStep ?? UndisturbedRetraining.TotalSteps + 1, laterThan - 3, laterThan);
        undisturbed.AssertSameEnd(root);
    }
}
