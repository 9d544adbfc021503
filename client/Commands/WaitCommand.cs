using System.CommandLine;
using Cdarts.Client.Rendering;
using Cdarts.Contracts.Events;
using Cdarts.Contracts.Grains;

namespace Cdarts.Client.Commands;

/// <summary><c>cdarts wait</c>: says nothing until a run is over, and ends with its exit code.</summary>
internal static class WaitCommand
{
    public static Command Build(ClientServices services)
    {
        Option<string?> timeout = new("--timeout")
        {
            Description = "How long at most, for example 90s, 15m, 2h or 1d; then the exit code is 124. Default: until the run is over.",
            HelpName = "DURATION",
        };
        Command command = new("wait", "Waits until a run is over, and ends with the run's exit code.") { timeout };
        RunCommandOptions options = RunCommandOptions.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            TimeSpan? longest = parsed.GetValue(timeout) is { } text ? Durations.Read(text, "--timeout") : null;
            FoundRun run = await options.FindAsync(parsed, services, cancellationToken);
            return (int)await WaitAsync(run, longest, services, cancellationToken);
        });
        return command;
    }

    private static async Task<ExitCode> WaitAsync(FoundRun run, TimeSpan? longest, ClientServices services, CancellationToken cancellationToken)
    {
        using CancellationTokenSource over = new(longest ?? Timeout.InfiniteTimeSpan, services.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(over.Token, cancellationToken);
        RunStatus? last = null;
        try
        {
            await foreach (RunEvent happened in new OtherRun(services).ReadAsync(run, either.Token))
            {
                last = (happened as RunEnded)?.Status ?? last;
            }
        }
        catch (OperationCanceledException) when (over.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new CommandException(ExitCode.TimedOut, $"The run {run.Name} is not over after {Wording.Duration(longest)}.");
        }

        return RunEnding.Show(last!, run.Location, display: null, services.Error);
    }
}
