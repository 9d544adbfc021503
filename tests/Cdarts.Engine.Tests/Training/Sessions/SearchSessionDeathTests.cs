using Cdarts.Engine.Diagnostics;
using Cdarts.Engine.Tests.Diagnostics;

namespace Cdarts.Engine.Tests.Training.Sessions;

/// <summary>SIGKILL, for real, in every phase and at every stage of a checkpoint; resumed, a run ends as if nothing had happened.</summary>
public sealed class SearchSessionDeathTests(UndisturbedRun undisturbed) : IClassFixture<UndisturbedRun>
{
    [Theory]
    [InlineData("step.committed@cycle 1 SearchWarmup epoch 2 step 1", 3)]
    [InlineData("phase.end@cycle 1 SearchWarmup", 5)]
    [InlineData("step.committed@cycle 2 EvaluationWarmup epoch 1 step 1", 11)]
    [InlineData("phase.end@cycle 1 EvaluationWarmup", 7)]
    [InlineData("joint.between-updates@cycle 2 Joint epoch 1 step 2", 14)]
    [InlineData("epoch.end@cycle 1 Joint epoch 1 step 2", 9)]
    [InlineData("phase.end@cycle 1 Joint", 11)]
    [InlineData("phase.end@cycle 2 Joint", 17)]
    public async Task A_killed_run_goes_on_bit_for_bit(string place, int laterThan)
    {
        string root = undisturbed.Begin(place.Replace('@', '-').Replace(' ', '-'));
        (int exitCode, string error) = await ChildProcess.Run(SessionRun.InAChild, root, $"{place}=kill");
        Assert.Equal((ChildProcess.Killed, ""), (exitCode, error));

        SessionEvents events = new();
        Assert.NotNull(SessionRun.Play(root, events));
        Assert.Empty(events.Warnings);

        // At most the step before the place and the one whose checkpoint may have been under way are done again.
        Assert.InRange(events.Steps.FirstOrDefault()?.GlobalStep ?? UndisturbedRun.TotalSteps + 1, laterThan - 3, laterThan);
        undisturbed.AssertSameEnd(root);
    }

    [Fact]
    public async Task A_run_killed_in_every_stage_of_a_checkpoint_goes_on_bit_for_bit()
    {
        string root = undisturbed.Begin("stages");
        string[] stages =
        [
            FailpointNames.CheckpointPartWritten, FailpointNames.CheckpointBeforeManifest, FailpointNames.CheckpointAfterManifest,
            FailpointNames.CheckpointBeforeRename, FailpointNames.CheckpointAfterRename, FailpointNames.CheckpointBeforePrune,
        ];
        foreach (string stage in stages)
        {
            // The second checkpoint of each child: the first one is the progress that its death must not cost.
            string position = stage == FailpointNames.CheckpointPartWritten ? "@run.safetensors" : "";
            (int exitCode, string error) = await ChildProcess.Run(SessionRun.InAChild, root, $"{stage}{position}#2=kill");
            Assert.Equal((stage, ChildProcess.Killed, ""), (stage, exitCode, error));
        }

        SessionEvents events = new();
        Assert.NotNull(SessionRun.Play(root, events));
        Assert.Empty(events.Warnings);
        Assert.InRange(events.Steps[0].GlobalStep, stages.Length + 1, UndisturbedRun.TotalSteps);
        undisturbed.AssertSameEnd(root);
    }
}
