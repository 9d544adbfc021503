using System.CommandLine;
using System.Globalization;
using Cdarts.Client.Runs;
using Cdarts.Client.Watching;
using Cdarts.Contracts.Grains;

namespace Cdarts.Client.Commands;

/// <summary><c>cdarts logs</c>: what the silos that work for a run have logged, in order of time.</summary>
internal static class LogsCommand
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    public static Command Build(ClientServices services)
    {
        Option<bool> follow = new("--follow", "-f") { Description = "Goes on with what is logged from now on, until Ctrl-C." };
        Option<string?> replica = new("--replica") { Description = "Only the log of one silo: its name, or its rank in the run's group.", HelpName = "N|SILO" };
        Command command = new("logs", "Shows what the silos that work for a run have logged.") { follow, replica };
        RunCommandOptions options = RunCommandOptions.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            FoundRun run = await options.FindAsync(parsed, services, cancellationToken);
            string? silo = parsed.GetValue(replica) is { } wanted ? await SiloOfAsync(run, wanted, services, cancellationToken) : null;
            return (int)(parsed.GetValue(follow) ? await FollowAsync(run, silo, services) : ShowOnce(run, silo, services));
        });
        return command;
    }

    private static ExitCode ShowOnce(FoundRun run, string? silo, ClientServices services)
    {
        IReadOnlyList<RunLogFile> logs = RunLogFiles.Find(run.Folder);
        if (silo is not null)
        {
            logs = [RunLogFiles.Of(logs, silo)];
        }

        bool isNamed = logs.Count > 1;
        // A line without a time, as of an exception, belongs to the one before it.
        IEnumerable<(string Time, int Silo, int Number, string Text)> lines = logs.SelectMany((log, index) =>
        {
            string time = "";
            return new LogTail(log).Read(rest: true).Select((line, number) =>
            {
                time = line.Length > 0 && char.IsAsciiDigit(line[0]) ? line.Split(' ', 2)[0] : time;
                return (time, index, number, isNamed ? $"[{log.Silo}] {line}" : line);
            });
        });
        foreach ((_, _, _, string text) in lines.OrderBy(line => line.Time, StringComparer.Ordinal).ThenBy(line => line.Silo).ThenBy(line => line.Number))
        {
            services.Out.WriteLine(text);
        }

        return ExitCode.Done;
    }

    private static async Task<ExitCode> FollowAsync(FoundRun run, string? silo, ClientServices services)
    {
        using StopRequests stops = services.CatchStopRequests();
        using PeriodicTimer timer = new(Pause, services.Time);
        Dictionary<string, LogTail> tails = [];
        try
        {
            do
            {
                foreach (RunLogFile log in RunLogFiles.Find(run.Folder).Where(log => silo is null || log.Silo == silo))
                {
                    LogTail tail = tails.TryGetValue(log.Path, out LogTail? known) ? known : tails[log.Path] = new(log);
                    foreach (string line in tail.Read(rest: false))
                    {
                        services.Out.WriteLine(silo is null ? $"[{tail.Silo}] {line}" : line);
                    }
                }
            }
            while (await timer.WaitForNextTickAsync(stops.FirstToken));
        }
        catch (OperationCanceledException) when (stops.FirstToken.IsCancellationRequested)
        {
            // The user has seen enough.
        }

        return ExitCode.Aborted;
    }

    private static async Task<string> SiloOfAsync(FoundRun run, string wanted, ClientServices services, CancellationToken cancellationToken)
    {
        if (!int.TryParse(wanted, NumberStyles.None, CultureInfo.InvariantCulture, out int rank))
        {
            return wanted;
        }

        RunStatus status = await new OtherRun(services).StatusAsync(run, cancellationToken);
        if (rank >= status.Members.Count)
        {
            throw new CommandException(
                ExitCode.NotFoundOrInUse,
                status.Members.Count == 0
                    ? $"The run {run.Name} has no group now, in which a silo has a rank: give the silo's name."
                    : $"The group of {run.Name} has the ranks 0 to {status.Members.Count - 1}.");
        }

        // A member is SILO/DEVICE.
        string member = status.Members[rank];
        return member[..member.LastIndexOf('/')];
    }
}
