using System.CommandLine;
using Cdarts.Client.Doctor;
using Cdarts.Client.Runs;
using Spectre.Console;

namespace Cdarts.Client.Commands;

/// <summary><c>cdarts doctor</c>: looks whether this machine can train.</summary>
internal static class DoctorCommand
{
    public static Command Build(ClientServices services)
    {
        Option<string?> runs = CommandOptions.Runs();
        Command command = new("doctor", "Looks whether this machine can train.") { runs };
        command.SetAction((parsed, _) =>
        {
            RunFolders folders = RunFolders.Choose(parsed.GetValue(runs), services.Variables);
            return Task.FromResult((int)Examine([.. MachineChecks.All(folders), .. services.Engine.Checks], services));
        });
        return command;
    }

    private static ExitCode Examine(IReadOnlyList<IDoctorCheck> checks, ClientServices services)
    {
        Grid grid = new Grid().AddColumn(new GridColumn().NoWrap()).AddColumn(new GridColumn().NoWrap()).AddColumn();
        bool isHealthy = true;
        foreach (IDoctorCheck check in checks)
        {
            DoctorFinding finding = Look(check);
            isHealthy &= finding.Verdict != DoctorVerdict.Bad;
            grid.AddRow(Mark(finding.Verdict), check.Name.EscapeMarkup(), finding.Text.EscapeMarkup());
        }

        services.Console.Write(grid);
        return isHealthy ? ExitCode.Done : ExitCode.BadConfiguration;
    }

    private static DoctorFinding Look(IDoctorCheck check)
    {
        try
        {
            return check.Look();
        }
        catch (Exception error)
        {
            return DoctorFinding.Bad(error.Message.ReplaceLineEndings(" "));
        }
    }

    private static string Mark(DoctorVerdict verdict) => verdict switch
    {
        DoctorVerdict.Good => "[green]good[/]",
        DoctorVerdict.Doubtful => "[yellow]doubtful[/]",
        _ => "[red]bad[/]",
    };
}
