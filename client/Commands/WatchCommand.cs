using System.CommandLine;
using Cdarts.Client.Rendering;
using Cdarts.Client.Runs;
using Cdarts.Client.Watching;
using Cdarts.Contracts.Events;
using Cdarts.Contracts.Grains;

namespace Cdarts.Client.Commands;

/// <summary><c>cdarts watch</c>: shows a run of another process until it ends. Ctrl-C ends the watching, not the run.</summary>
internal static class WatchCommand
{
    public static Command Build(ClientServices services)
    {
        Argument<string> name = CommandOptions.Run();
        Option<string?> runs = CommandOptions.Runs();
        Option<bool> json = CommandOptions.Json();
        Command command = new("watch", "Follows a run of another console.") { name, runs, json };
        command.SetAction(async (parsed, _) =>
        {
            string folder = RunFolders.Choose(parsed.GetValue(runs), services.Variables).Find(parsed.GetValue(name)!);
            RunLocation run = RunLocation.Of(RunManifest.Read(folder), folder);
            return (int)await WatchAsync(run, services.Display(run, parsed.GetValue(json)), services);
        });
        return command;
    }

    private static async Task<ExitCode> WatchAsync(RunLocation run, IRunDisplay display, ClientServices services)
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
            return RunEnding.Show(status, run, display, services.Error);
        }
        catch (OperationCanceledException) when (stops.FirstToken.IsCancellationRequested)
        {
            return ExitCode.Aborted;
        }
    }
}
