using System.CommandLine;
using Cdarts.Client.Runs;

namespace Cdarts.Client.Commands;

/// <summary><c>cdarts export</c>: makes files of what a run's folder holds: the newest genotype, its pictures, the evaluation network.</summary>
internal static class ExportCommand
{
    public static Command Build(ClientServices services)
    {
        Argument<string> name = CommandOptions.Run();
        Option<string?> runs = CommandOptions.Runs();
        Option<string> format = new("--format")
        {
            Description = "genotype (JSON); svg, png or dot (one picture per cell: FILE gets -normal and -reduction); "
                + "onnx or safetensors (evaluation network of the newest checkpoint; safetensors has the names of Cream's PyTorch module).",
            Required = true,
        };
        format.AcceptOnlyFromAmong(RunExport.Formats);
        Option<string> output = new("--output", "-o") { Description = "File to write.", HelpName = "FILE", Required = true };
        Command command = new("export", "Writes a run's genotype, pictures or network to a file.") { name, runs, format, output };
        command.SetAction((parsed, _) =>
        {
            string folder = RunFolders.Choose(parsed.GetValue(runs), services.Variables).Find(parsed.GetValue(name)!);
            RunExport export = new(RunManifest.Read(folder), folder, services.Engine, services.Error.WriteLine);
            foreach (string file in export.Write(parsed.GetValue(format)!, Path.GetFullPath(parsed.GetValue(output)!)))
            {
                services.Out.WriteLine(file);
            }

            return Task.FromResult((int)ExitCode.Done);
        });
        return command;
    }
}
