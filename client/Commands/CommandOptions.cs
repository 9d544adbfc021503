using System.CommandLine;
using Cdarts.Client.Configuration;
using Cdarts.Client.Runs;

namespace Cdarts.Client.Commands;

/// <summary>Options and arguments that several commands have. Made anew for each command, since a symbol belongs to one.</summary>
internal static class CommandOptions
{
    public static Argument<string?> Spec() => new("SPEC")
    {
        Description = "Specification, a YAML file of settings.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    public static Argument<string> Run() => new("RUN") { Description = "Name of a run in the runs folder, or the path of a run's folder." };

    public static Argument<string> Cell() => new("CELL")
    {
        Description = "A cell: built in (see `cdarts genotype list`), a run's name or folder, or a genotype file of Cdarts, Cream, DARTS or NNI.",
    };

    public static Option<string?> Preset() => new("--preset")
    {
        Description = $"Settings to start from: {string.Join(", ", PresetCatalog.Names)} or {PresetCatalog.None}."
            + $" Without a SPEC the default is {PresetCatalog.Default}, with one it is {PresetCatalog.None}.",
        HelpName = "NAME",
    };

    public static Option<string?> Data() => new("--data")
    {
        Description = "Folder of the data set: the setting data.path.",
        HelpName = "DIR",
    };

    public static Option<string?> Subset() => new("--subset")
    {
        Description = "Share of each class's train pictures that is used, for example 0.1 (the setting data.subset).",
        HelpName = "SHARE",
    };

    public static Option<string?> Strategy() => new("--strategy")
    {
        Description = "How topologies are found: cdarts, darts or random (the setting strategy).",
        HelpName = "NAME",
    };

    public static Option<string?> Seeds() => new("--seeds")
    {
        Description = "Several runs, one per seed, for example 1,2,3: each is NAME-seedN, and a comparison is written at the end. The same command goes on with an unfinished campaign.",
        HelpName = "N,N,...",
    };

    public static Option<string?> Name() => new("--name") { Description = "Name of the run. Default: made of preset or file and the time.", HelpName = "RUN" };

    public static Option<bool> DryRun() => new("--dry-run") { Description = "Checks and shows the resolved settings; starts nothing." };

    public static Option<int?> Replicas() => new("--replicas")
    {
        Description = "With --dry-run: the devices for which both layouts are compared. Default: as many as the run needs.",
        HelpName = "N",
    };

    public static Option<double?> Bandwidth() => new("--bandwidth")
    {
        Description = "With --dry-run: what a device sends and gets, in GB/s. Default: 1.1, an Ethernet of 10 Gb/s.",
        HelpName = "GB/S",
    };

    public static Option<bool> Detach() => new("--detach") { Description = "Leaves once the cluster has the run; needs --redis." };

    public static Option<string[]> Set() => new("--set")
    {
        Description = "A setting, for example --set network.channels=8. Can be repeated.",
        HelpName = "key=value",
        DefaultValueFactory = _ => [],
    };

    public static Option<string?> Runs() => new("--runs")
    {
        Description = $"Folder of the runs. Default: the variable {EnvironmentLayer.RunsVariable}, else ./{RunFolders.DefaultRoot}.",
        HelpName = "DIR",
    };

    public static Option<bool> Json() => new("--json") { Description = "Writes lines of JSON and nothing else to the output." };
}
