using Cdarts.Client.Rendering;
using Cdarts.Client.Runs;
using Cdarts.Contracts.Grains;

namespace Cdarts.Client.Commands;

/// <summary>What is said at a run's end, and the exit code.</summary>
internal static class RunEnding
{
    /// <param name="status">Final status.</param>
    /// <param name="run">Run.</param>
    /// <param name="display">Shows the results of a completed run; null = nobody does.</param>
    /// <param name="error">Gets why it did not complete.</param>
    public static ExitCode Show(RunStatus status, RunLocation run, IRunDisplay? display, TextWriter error)
    {
        switch (status.State)
        {
            case RunState.Completed:
                if (status.Outcome is not null)
                {
                    display?.ShowOutcome(status);
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

    /// <summary>Ends the process at once, at the user's wish.</summary>
    public static ExitCode Abort(ClientServices services)
    {
        // The live view hides it, and is not going to end.
        services.Console.Cursor.Show(true);
        services.Abort(ExitCode.Aborted);
        return ExitCode.Aborted;
    }

    public static ExitCode Stopped(RunLocation run, CheckpointRecord? checkpoint, TextWriter error)
    {
        error.WriteLine(StoppedSentence(run, checkpoint));
        return ExitCode.Stopped;
    }

    /// <summary>That a run stopped, and how it goes on.</summary>
    public static string StoppedSentence(RunLocation run, CheckpointRecord? checkpoint)
    {
        // A run that was resumed and stopped at once still has what it had.
        checkpoint ??= CheckpointFolder.Newest(run.Folder);
        string what = checkpoint is null ? "before its first checkpoint" : $"with checkpoint {checkpoint.Name}";
        return $"The run {run.Name} stopped {what}: go on with `cdarts resume {run.ResumeArgument}`.";
    }
}
