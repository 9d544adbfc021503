using System.CommandLine;
using Cdarts.Client.Rendering;
using Cdarts.Client.Runs;

namespace Cdarts.Client.Commands;

/// <summary><c>cdarts export</c>: takes the newest genotype, its pictures or the evaluation network's weights out of a run's folder.</summary>
internal static class ExportCommand
{
    public static Command Build(ClientServices services)
    {
        Argument<string> name = CommandOptions.Run();
        Option<string?> runs = CommandOptions.Runs();
        Option<string> format = new("--format")
        {
            Description = "genotype (JSON), svg (one picture per cell: FILE gets -normal and -reduction) or safetensors (evaluation network).",
            Required = true,
        };
        format.AcceptOnlyFromAmong("genotype", "svg", "safetensors");
        Option<string> output = new("--output", "-o") { Description = "File to write.", HelpName = "FILE", Required = true };
        Command command = new("export", "Writes a run's genotype, pictures or weights to a file.") { name, runs, format, output };
        command.SetAction((parsed, _) =>
        {
            string folder = RunFolders.Choose(parsed.GetValue(runs), services.Variables).Find(parsed.GetValue(name)!);
            RunExport export = new(RunLocation.Of(RunManifest.Read(folder), folder), services.Engine);
            foreach (string file in export.Write(parsed.GetValue(format)!, Path.GetFullPath(parsed.GetValue(output)!)))
            {
                services.Out.WriteLine(file);
            }

            return Task.FromResult((int)ExitCode.Done);
        });
        return command;
    }
}
