using System.CommandLine;
using System.Text.RegularExpressions;
using Cdarts.Client.Rendering;
using Cdarts.Client.Runs;

namespace Cdarts.Client.Commands;

/// <summary><c>cdarts compare</c>: completed runs in groups, with mean and standard deviation, as table and picture.</summary>
internal static partial class CompareCommand
{
    public static Command Build(ClientServices services)
    {
        Argument<string[]> names = new("RUN")
        {
            Description = "Completed runs, each as RUN or as GROUP=RUN; without a group a run's is its name, less -seedN.",
            Arity = ArgumentArity.OneOrMore,
        };
        Option<string?> runs = CommandOptions.Runs();
        Option<string?> output = new("--output", "-o") { Description = "What the paths of the files begin with. Default: comparison in the runs folder.", HelpName = "STEM" };
        Option<bool> json = CommandOptions.Json();
        Command command = new("compare", "Compares completed runs: mean and standard deviation by group, as table and picture.") { names, runs, output, json };
        command.SetAction((parsed, _) =>
        {
            RunFolders folders = RunFolders.Choose(parsed.GetValue(runs), services.Variables);
            Comparison comparison = Comparison.Of([.. parsed.GetValue(names)!.Select(name => Find(folders, name))]);
            new ComparisonReport(services, comparison).Write(parsed.GetValue(output) ?? Path.Combine(folders.Root, "comparison"), parsed.GetValue(json));
            return Task.FromResult((int)ExitCode.Done);
        });
        return command;
    }

    private static (string Label, RunManifest Manifest, string Folder) Find(RunFolders folders, string name)
    {
        // A path may have an equals sign too.
        int equals = folders.TryFind(name) is null ? name.IndexOf('=', StringComparison.Ordinal) : -1;
        string folder = folders.Find(name[(equals + 1)..]);
        RunManifest manifest = RunManifest.Read(folder);
        return (equals > 0 ? name[..equals] : SeedSuffix().Replace(manifest.Name, ""), manifest, folder);
    }

    [GeneratedRegex(@"-seed[0-9]+\z")]
    private static partial Regex SeedSuffix();
}
