using System.CommandLine;
using Cdarts.Client.Rendering;
using Cdarts.Client.Runs;
using Cdarts.Contracts.Grains;

namespace Cdarts.Client.Commands;

/// <summary><c>cdarts status</c>: asks the process that runs the run, else reads the run's folder.</summary>
internal static class StatusCommand
{
    public static Command Build(ClientServices services)
    {
        Argument<string> name = CommandOptions.Run();
        Option<string?> runs = CommandOptions.Runs();
        Option<bool> json = CommandOptions.Json();
        Command command = new("status", "Shows where a run is.") { name, runs, json };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            string folder = RunFolders.Choose(parsed.GetValue(runs), services.Variables).Find(parsed.GetValue(name)!);
            RunManifest manifest = RunManifest.Read(folder);
            RunLocation run = RunLocation.Of(manifest, folder);
            RunStatus status = await new OtherRun(services).StatusAsync(run, cancellationToken);
            if (parsed.GetValue(json))
            {
                services.Out.WriteLine(RunJson.Line(status));
            }
            else
            {
                Show(status, run, services);
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
        else if (status.Failure is not null)
        {
            services.Out.WriteLine(status.Failure);
        }
    }
}
