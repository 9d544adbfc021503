using System.CommandLine;
using Cdarts.Client.Rendering;
using Cdarts.Client.Watching;
using Cdarts.Contracts.Events;
using Cdarts.Contracts.Grains;

namespace Cdarts.Client.Commands;

/// <summary><c>cdarts watch</c>: shows a run of another process or of a cluster until it ends. Ctrl-C ends the watching, not the run.</summary>
internal static class WatchCommand
{
    public static Command Build(ClientServices services)
    {
        Option<bool> json = CommandOptions.Json();
        Command command = new("watch", "Follows a run of another console or of a cluster.") { json };
        RunCommandOptions options = RunCommandOptions.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            FoundRun run = await options.FindAsync(parsed, services, cancellationToken);
            return (int)await WatchAsync(run, services.Display(run.Location, parsed.GetValue(json)), services);
        });
        return command;
    }

    /// <summary>Follows a run until it or the user ends it.</summary>
    internal static async Task<ExitCode> WatchAsync(FoundRun run, IRunDisplay display, ClientServices services)
    {
        using StopRequests stops = services.CatchStopRequests();
        try
        {
            RunStatus status = await display.ShowAsync(async show =>
            {
                RunStatus? last = null;
                await foreach (RunEvent happened in new OtherRun(services).ReadAsync(run, stops.FirstToken))
                {
                    show(happened);
                    last = (happened as RunEnded)?.Status ?? last;
                }

                return last!;
            });
            return RunEnding.Show(status, run.Location, display, services.Error);
        }
        catch (OperationCanceledException) when (stops.FirstToken.IsCancellationRequested)
        {
            return ExitCode.Aborted;
        }
    }
}
