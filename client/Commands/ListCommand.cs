using System.CommandLine;
using Cdarts.Client.Rendering;
using Cdarts.Client.Runs;
using Cdarts.Contracts.Grains;

namespace Cdarts.Client.Commands;

/// <summary><c>cdarts list</c>: the runs of a folder, newest first, read from their folders.</summary>
internal static class ListCommand
{
    public static Command Build(ClientServices services)
    {
        Option<string?> runs = CommandOptions.Runs();
        Option<bool> json = CommandOptions.Json();
        Command command = new("list", "Lists the runs.") { runs, json };
        command.SetAction((parsed, _) =>
        {
            RunFolders folders = RunFolders.Choose(parsed.GetValue(runs), services.Variables);
            IReadOnlyList<RunLine> lines = [.. folders.All().Select(folder => Read(folder, services)).OrderByDescending(run => run.CreatedAt)];
            if (parsed.GetValue(json))
            {
                foreach (RunLine line in lines)
                {
                    services.Out.WriteLine(RunJson.Line(line));
                }
            }
            else if (lines.Count == 0)
            {
                services.Out.WriteLine($"There are no runs in {folders.Root}: start one with `cdarts search`.");
            }
            else
            {
                services.Console.Write(RunTable.Draw(lines, services.Time.GetUtcNow()));
            }

            return Task.FromResult((int)ExitCode.Done);
        });
        return command;
    }

    private static RunLine Read(string folder, ClientServices services)
    {
        try
        {
            RunManifest manifest = RunManifest.Read(folder);
            RunStatus status = FolderStatus.Read(folder, manifest);
            RunState state = services.Clusters.IsRunning(folder) ? RunState.Running : status.State;
            return new(
                manifest.Name, state, manifest.CreatedAt, status.Progress?.Committed, RunLocation.CyclesOf(manifest.Spec), status.Outcome?.HeldOut?.Accuracy, null);
        }
        catch (CommandException error)
        {
            // One damaged run does not hide the others.
            return new(Path.GetFileName(folder), RunState.Unknown, null, null, 0, null, error.Message);
        }
    }
}
