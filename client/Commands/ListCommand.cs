using System.CommandLine;
using Cdarts.Client.Cluster;
using Cdarts.Client.Rendering;
using Cdarts.Client.Runs;
using Cdarts.Contracts.Grains;
using Cdarts.Silo.Clients;

namespace Cdarts.Client.Commands;

/// <summary><c>cdarts list</c>: the runs of a folder, read from their folders, or those that a cluster knows; newest first.</summary>
internal static class ListCommand
{
    public static Command Build(ClientServices services)
    {
        Option<string?> runs = CommandOptions.Runs();
        Option<bool> json = CommandOptions.Json();
        Command command = new("list", "Lists the runs of a folder, or with --redis those of a cluster.") { runs, json };
        ClusterFlags flags = ClusterFlags.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            RunFolders folders = RunFolders.Choose(parsed.GetValue(runs), services.Variables);
            ClusterAddress? address = flags.Read(parsed, services).Address;
            IEnumerable<RunLine> found = address is null
                ? folders.All().Select(folder => Read(folder, services))
                : await ReadClusterAsync(address, services, cancellationToken);
            IReadOnlyList<RunLine> lines = [.. found.OrderByDescending(run => run.CreatedAt)];
            if (parsed.GetValue(json))
            {
                foreach (RunLine line in lines)
                {
                    services.Out.WriteLine(RunJson.Line(line));
                }
            }
            else if (lines.Count == 0)
            {
                services.Out.WriteLine(address is null
                    ? $"There are no runs in {folders.Root}: start one with `cdarts search`."
                    : $"The {address} has had no run: start one with `cdarts search --redis {address.ShownRedis} --cluster {address.Name}`.");
            }
            else
            {
                services.Console.Write(RunTable.Draw(lines, services.Time.GetUtcNow()));
            }

            return (int)ExitCode.Done;
        });
        return command;
    }

    private static async Task<IEnumerable<RunLine>> ReadClusterAsync(ClusterAddress address, ClientServices services, CancellationToken cancellationToken)
    {
        await using IRemoteCluster cluster = await services.Clusters.JoinAsync(address, cancellationToken);
        // The cluster knows the state, the folder the rest where this machine sees it.
        return (await cluster.RunsAsync()).Select(run => Directory.Exists(run.RunFolder)
            ? Read(run.RunFolder, services) with { State = run.State }
            : new(run.Name, run.State, run.StartedAt, null, 0, null, null));
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
