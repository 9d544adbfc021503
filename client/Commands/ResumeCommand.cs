using System.CommandLine;
using Cdarts.Client.Rendering;
using Cdarts.Client.Runs;

namespace Cdarts.Client.Commands;

/// <summary><c>cdarts resume</c>: goes on with a run, from its newest checkpoint, with the settings it was created with.</summary>
internal static class ResumeCommand
{
    public static Command Build(ClientServices services)
    {
        Argument<string> name = CommandOptions.Run();
        Option<string?> runs = CommandOptions.Runs();
        Option<bool> json = CommandOptions.Json();
        Command command = new("resume", "Goes on with a run that was stopped or that died.") { name, runs, json };
        command.SetAction(async (parsed, _) =>
        {
            string folder = RunFolders.Choose(parsed.GetValue(runs), services.Variables).Find(parsed.GetValue(name)!);
            RunManifest manifest = RunManifest.Read(folder);
            if (services.Clusters.IsRunning(folder))
            {
                throw new CommandException(ExitCode.NotFoundOrInUse, $"The run {manifest.Name} is running: look at it with `cdarts watch {manifest.Name}`.");
            }

            RunLocation run = RunLocation.Of(manifest, folder);
            IRunDisplay display = services.Display(run, parsed.GetValue(json));
            if (ResultsFile.TryRead(folder) is not null)
            {
                display.ShowOutcome(FolderStatus.Read(folder, manifest));
                return (int)ExitCode.Done;
            }

            return (int)await new OwnRun(services).RunAsync(manifest, run, display);
        });
        return command;
    }
}
