using System.CommandLine;
using Cdarts.Client.Rendering;
using Cdarts.Contracts.Grains;

namespace Cdarts.Client.Commands;

/// <summary><c>cdarts status</c>: asks the process or cluster that has the run, else reads the run's folder.</summary>
internal static class StatusCommand
{
    public static Command Build(ClientServices services)
    {
        Option<bool> json = CommandOptions.Json();
        Command command = new("status", "Shows where a run is.") { json };
        RunCommandOptions options = RunCommandOptions.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            FoundRun run = await options.FindAsync(parsed, services, cancellationToken);
            RunStatus status = await new OtherRun(services).StatusAsync(run, cancellationToken);
            if (parsed.GetValue(json))
            {
                services.Out.WriteLine(RunJson.Line(status));
            }
            else
            {
                Show(status, run.Location, services);
            }

            return (int)ExitCode.Done;
        });
        return command;
    }

    private static void Show(RunStatus status, RunLocation run, ClientServices services)
    {
        RunView view = new(run.Name) { Cycles = run.Cycles };
        view.Take(status);
        services.Console.Write(new RunFrame(services.Engine, services.Time).Draw(view, services.Console.Profile.Capabilities.Unicode));
        if (status.Outcome is not null)
        {
            new FinalReport(services.Console, services.Engine).Write(run.Name, run.ShownFolder, status.Outcome);
        }
        else if ((status.Failure ?? status.Reason) is { } sentence)
        {
            services.Out.WriteLine(sentence);
        }
    }
}
