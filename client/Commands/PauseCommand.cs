using System.CommandLine;
using Cdarts.Client.Cluster;
using Cdarts.Client.Rendering;
using Cdarts.Contracts.Events;
using Cdarts.Contracts.Grains;

namespace Cdarts.Client.Commands;

/// <summary><c>cdarts pause</c>: halts a run at the next step, with a checkpoint; its devices keep their memory.</summary>
internal static class PauseCommand
{
    public static Command Build(ClientServices services)
    {
        Command command = new("pause", "Halts a run at its next step; its devices keep their memory, and `cdarts resume` goes on at once.");
        RunCommandOptions options = RunCommandOptions.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            FoundRun run = await options.FindAsync(parsed, services, cancellationToken);
            await AskAsync(run, services, cancellationToken);
            await foreach (RunEvent happened in new OtherRun(services).ReadAsync(run, cancellationToken))
            {
                if (happened is StateChanged { State: RunState.Paused } or RunSnapshot { Status.State: RunState.Paused })
                {
                    services.Out.WriteLine($"The run {run.Name} is paused: go on with `cdarts resume {run.Location.ResumeArgument}`.");
                    return (int)ExitCode.Done;
                }

                if (happened is RunEnded ended)
                {
                    throw new CommandException(
                        ExitCode.NotFoundOrInUse, $"The run {run.Name} was over before it could pause: it is {Wording.State(ended.Status.State)}.");
                }
            }

            throw new InvalidOperationException("The watch ended before the run.");
        });
        return command;
    }

    private static async Task AskAsync(FoundRun run, ClientServices services, CancellationToken cancellationToken)
    {
        await using IRunCluster? cluster = await new OtherRun(services).ReachAsync(run, cancellationToken);
        RunState state = cluster is null ? RunState.Unknown : (await cluster.StatusAsync()).State;
        if (state is not (RunState.Running or RunState.Paused))
        {
            throw new CommandException(
                ExitCode.NotFoundOrInUse,
                Wording.IsGoing(state)
                    ? $"The run {run.Name} is {Wording.State(state)} and can be paused once it trains: try again then, or use `cdarts stop`."
                    : $"The run {run.Name} is not running, so that there is nothing to pause.");
        }

        await cluster!.PauseAsync();
    }
}
