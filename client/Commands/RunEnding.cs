using Cdarts.Client.Rendering;
using Cdarts.Client.Runs;
using Cdarts.Contracts.Grains;

namespace Cdarts.Client.Commands;

/// <summary>What is said at a run's end, and the exit code.</summary>
internal static class RunEnding
{
    public static ExitCode Show(RunStatus status, RunLocation run, IRunDisplay display, TextWriter error)
    {
        switch (status.State)
        {
            case RunState.Completed:
                if (status.Outcome is not null)
                {
                    display.ShowOutcome(status);
                }

                return ExitCode.Done;
            case RunState.Failed:
                string failure = status.Failure ?? "It did not say why.";
                error.WriteLine(status.FailureExpected
                    ? failure
                    : $"The run {run.Name} failed through a fault of cdarts, please report it: {failure}");
                return status.FailureExpected ? ExitCode.RunFailed : ExitCode.Unexpected;
            default:
                return Stopped(run, status.Checkpoint, error);
        }
    }

    public static ExitCode Stopped(RunLocation run, CheckpointRecord? checkpoint, TextWriter error)
    {
        // A run that was resumed and stopped at once still has what it had.
        checkpoint ??= CheckpointFolder.Newest(run.Folder);
        string what = checkpoint is null ? "before its first checkpoint" : $"with checkpoint {checkpoint.Name}";
        error.WriteLine($"The run {run.Name} stopped {what}: go on with `cdarts resume {run.ResumeArgument}`.");
        return ExitCode.Stopped;
    }
}
