using System.CommandLine;
using System.Globalization;
using Cdarts.Client.Rendering;
using Cdarts.Client.Runs;
using Cdarts.Contracts.Specification;
using Cdarts.Engine.Export;

namespace Cdarts.Client.Commands;

/// <summary><c>cdarts evaluate</c>: measures the network that a run has trained on test pictures.</summary>
internal static class EvaluateCommand
{
    public static Command Build(ClientServices services)
    {
        Argument<string> target = new("RUN|CHECKPOINT")
        {
            Description = "A run, for its newest checkpoint, or the folder of one checkpoint (RUN/checkpoints/NAME).",
        };
        Option<string?> data = new("--data") { Description = "Folder of the data set. Default: the run's own.", HelpName = "DIR" };
        Option<string?> dataset = new("--dataset") { Description = "Name of the data set, as in the setting data.name. Default: the run's own.", HelpName = "NAME" };
        Option<string?> runs = CommandOptions.Runs();
        Option<bool> json = CommandOptions.Json();
        Command command = new("evaluate", "Measures a trained network on test pictures: top-1, top-5, loss; every picture counts once.") { target, data, dataset, runs, json };
        command.SetAction((parsed, _) =>
        {
            (string folder, string? checkpoint) = Find(RunFolders.Choose(parsed.GetValue(runs), services.Variables), parsed.GetValue(target)!);
            RunManifest manifest = RunManifest.Read(folder);
            NetworkFigures measured = services.Engine.Evaluate(
                manifest, folder, checkpoint, DataOf(manifest.Spec, parsed.GetValue(dataset), parsed.GetValue(data)), services.Error.WriteLine);
            if (parsed.GetValue(json))
            {
                services.Out.WriteLine(RunJson.Line(new { measured.Origin, measured.Figures.Top1, measured.Figures.Top5, measured.Figures.Loss, measured.Figures.Pictures }));
                return Task.FromResult((int)ExitCode.Done);
            }

            services.Out.WriteLine(measured.Origin);
            services.Out.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"top-1 {measured.Figures.Top1 * 100:0.00} %, top-5 {measured.Figures.Top5 * 100:0.00} %, loss {measured.Figures.Loss:0.0000}, {measured.Figures.Pictures:N0} pictures"));
            return Task.FromResult((int)ExitCode.Done);
        });
        return command;
    }

    private static (string Folder, string? Checkpoint) Find(RunFolders folders, string target)
    {
        if (folders.TryFind(target) is { } run)
        {
            return (run, null);
        }

        string path = Path.GetFullPath(target).TrimEnd(Path.DirectorySeparatorChar);
        string? parent = Path.GetDirectoryName(path);
        return Path.GetFileName(parent) == CheckpointFolder.FolderName && Directory.Exists(path) && folders.TryFind(Path.GetDirectoryName(parent)!) is { } owner
            ? (owner, Path.GetFileName(path))
            : (folders.Find(target), null);
    }

    private static DataSpec? DataOf(RunSpec spec, string? name, string? path)
    {
        if (name is null && path is null)
        {
            return null;
        }

        DataSpec data = spec.Data with { Name = name ?? spec.Data.Name, Path = path ?? (name is null ? spec.Data.Path : "") };
        return RunSpecValidator.Validate(spec with { Data = data }) is [SpecProblem problem, ..]
            ? throw new CommandException(ExitCode.BadConfiguration, problem.ToSentence())
            : data;
    }
}
