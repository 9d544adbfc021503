using System.CommandLine;
using Cdarts.Client.Cluster;
using Cdarts.Client.Rendering;
using Cdarts.Client.Runs;
using Cdarts.Contracts.Grains;

namespace Cdarts.Client.Commands;

/// <summary><c>cdarts resume</c>: goes on with a run, from its newest checkpoint or its pause, with the settings it was created with.</summary>
internal static class ResumeCommand
{
    public static Command Build(ClientServices services)
    {
        Option<bool> json = CommandOptions.Json(), detach = CommandOptions.Detach();
        Command command = new("resume", "Goes on with a run that was stopped or paused, or that died.") { json, detach };
        RunCommandOptions options = RunCommandOptions.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            FoundRun run = await options.FindAsync(parsed, services, cancellationToken);
            IRunDisplay display = services.Display(run.Location, parsed.GetValue(json));
            if (services.Clusters.IsRunning(run.Folder))
            {
                return (int)await UnpauseAsync(run, display, services, cancellationToken);
            }

            if (ResultsFile.TryRead(run.Folder) is not null)
            {
                display.ShowOutcome(FolderStatus.Read(run.Folder, run.Manifest));
                return (int)ExitCode.Done;
            }

            // A run of a console's process may be handed to a cluster that is named now.
            RunPlace place = new(services, run.Cluster ?? options.Choice(parsed, services).Address, parsed.GetValue(detach));
            place.Require(isCampaign: false);
            return (int)await place.RunAsync(run.Manifest, run.Location, display);
        });
        return command;
    }

    /// <summary>A paused run of another console goes on there; it is followed from here as a watch does.</summary>
    private static async Task<ExitCode> UnpauseAsync(FoundRun run, IRunDisplay display, ClientServices services, CancellationToken cancellationToken)
    {
        await using (IRunCluster other = await services.Clusters.ConnectAsync(run.Folder, run.Name, cancellationToken))
        {
            if ((await other.StatusAsync()).State != RunState.Paused)
            {
                throw new CommandException(ExitCode.NotFoundOrInUse, $"The run {run.Name} is running: look at it with `cdarts watch {run.Name}`.");
            }

            await other.StartAsync(new(run.Manifest.Spec, run.Manifest.SpecHash, run.Folder));
        }

        return await WatchCommand.WatchAsync(run, display, services);
    }
}
