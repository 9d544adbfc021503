using System.CommandLine;
using Cdarts.Client.Cluster;
using Cdarts.Client.Rendering;
using Cdarts.Contracts.Events;
using Cdarts.Contracts.Grains;

namespace Cdarts.Client.Commands;

/// <summary><c>cdarts stop</c>: stops a run of another console or of a cluster, and waits until it has stopped.</summary>
internal static class StopCommand
{
    public static Command Build(ClientServices services)
    {
        Option<bool> now = new("--now") { Description = "Without a checkpoint: what was trained since the last one is lost." };
        Command command = new("stop", "Stops a run at its next step, with a checkpoint.") { now };
        RunCommandOptions options = RunCommandOptions.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            FoundRun run = await options.FindAsync(parsed, services, cancellationToken);
            await using (IRunCluster? cluster = await new OtherRun(services).ReachAsync(run, cancellationToken))
            {
                if (cluster is null || !Wording.IsGoing((await cluster.StatusAsync()).State))
                {
                    throw new CommandException(ExitCode.NotFoundOrInUse, $"The run {run.Name} is not running, so that there is nothing to stop.");
                }

                await cluster.StopAsync(checkpoint: !parsed.GetValue(now));
            }

            await foreach (RunEvent happened in new OtherRun(services).ReadAsync(run, cancellationToken))
            {
                if (happened is RunEnded { Status: var status })
                {
                    services.Out.WriteLine(status.State == RunState.Stopped ? RunEnding.StoppedSentence(run.Location, status.Checkpoint) : $"The run {run.Name} is {Wording.State(status.State)}.");
                }
            }

            return (int)ExitCode.Done;
        });
        return command;
    }
}
