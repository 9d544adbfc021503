using System.CommandLine;
using Cdarts.Client.Cluster;
using Cdarts.Client.Rendering;
using Cdarts.Client.Runs;
using Cdarts.Engine;

namespace Cdarts.Client.Commands;

/// <summary><c>cdarts checkpoints</c>: lists a run's checkpoints, reads and checks them, or removes old ones.</summary>
internal static class CheckpointsCommand
{
    private const string Show = "list", Verify = "verify", Prune = "prune";

    public static Command Build(ClientServices services)
    {
        Argument<string> action = new("ACTION")
        {
            Description = $"{Show} (default); {Verify} reads all of each and compares it with its SHA-256; {Prune} removes all but the newest --keep that verify.",
            DefaultValueFactory = _ => Show,
        };
        action.AcceptOnlyFromAmong(Show, Verify, Prune);
        Option<int?> keep = new("--keep") { Description = $"For {Prune}: how many to keep, at least 1.", HelpName = "N" };
        Command command = new("checkpoints", "Lists, verifies or prunes a run's checkpoints.");
        RunCommandOptions options = RunCommandOptions.AddTo(command);
        command.Add(action);
        command.Add(keep);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            string wanted = parsed.GetValue(action)!;
            int? kept = parsed.GetValue(keep);
            if (wanted == Prune ? kept is null or < 1 : kept is not null)
            {
                throw new CommandException(
                    ExitCode.BadConfiguration, wanted == Prune ? "prune needs --keep N, how many checkpoints to keep, at least 1." : "--keep goes with prune alone.");
            }

            FoundRun run = await options.FindAsync(parsed, services, cancellationToken);
            string folder = Path.Combine(run.Folder, CheckpointFolder.FolderName);
            return (int)(wanted switch
            {
                Verify => VerifyAll(folder, services),
                Prune => await PruneAsync(run, folder, kept!.Value, services, cancellationToken),
                _ => List(folder, services),
            });
        });
        return command;
    }

    private static ExitCode List(string folder, ClientServices services)
    {
        services.Console.Write(CheckpointTable.Draw(services.Engine.ListCheckpoints(folder), services.Time.GetUtcNow()));
        return ExitCode.Done;
    }

    private static ExitCode VerifyAll(string folder, ClientServices services)
    {
        bool isWhole = true;
        foreach (string name in services.Engine.ListCheckpoints(folder).Select(checkpoint => checkpoint.Name))
        {
            string? damage = services.Engine.VerifyCheckpoint(folder, name);
            isWhole &= damage is null;
            services.Out.WriteLine(damage ?? $"Checkpoint {name} is as it was written.");
        }

        return isWhole ? ExitCode.Done : ExitCode.RunFailed;
    }

    private static async Task<ExitCode> PruneAsync(FoundRun run, string folder, int keep, ClientServices services, CancellationToken cancellationToken)
    {
        await using (IRunCluster? cluster = await new OtherRun(services).ReachAsync(run, cancellationToken))
        {
            if (cluster is not null && Wording.IsGoing((await cluster.StatusAsync()).State))
            {
                throw new CommandException(ExitCode.NotFoundOrInUse, $"The run {run.Name} is going and prunes its checkpoints itself: stop it first with `cdarts stop`.");
            }
        }

        try
        {
            IReadOnlyList<string> removed = services.Engine.PruneCheckpoints(folder, keep);
            services.Out.WriteLine(removed.Count == 0 ? "There was nothing to remove." : $"Removed {string.Join(", ", removed)}.");
            return ExitCode.Done;
        }
        catch (CdartsException error)
        {
            throw new CommandException(ExitCode.NotFoundOrInUse, error.Message, error);
        }
    }
}
