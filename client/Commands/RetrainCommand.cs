using System.CommandLine;
using System.Text.Json.Nodes;
using Cdarts.Client.Cluster;
using Cdarts.Client.Configuration;
using Cdarts.Client.Runs;
using Cdarts.Contracts.Specification;
using Cdarts.Engine.Spaces;
using Cdarts.Engine.Spaces.Formats;

namespace Cdarts.Client.Commands;

/// <summary>
/// <c>cdarts retrain</c>: trains a cell's network from scratch. Of a run it takes the genotype and, unless a preset or file is asked for, the settings.
/// </summary>
internal static class RetrainCommand
{
    public static Command Build(ClientServices services)
    {
        Argument<string> cell = CommandOptions.Cell();
        Argument<string?> spec = CommandOptions.Spec();
        Option<string?> preset = CommandOptions.Preset(), data = CommandOptions.Data(), subset = CommandOptions.Subset();
        Option<string[]> set = CommandOptions.Set();
        Option<string?> runs = CommandOptions.Runs(), name = CommandOptions.Name(), seeds = CommandOptions.Seeds();
        Option<bool> json = CommandOptions.Json(), dryRun = CommandOptions.DryRun(), detach = CommandOptions.Detach();
        Command command = new("retrain", "Trains the network of a found cell from scratch.") { cell, spec, preset, data, subset, set, runs, name, seeds, json, dryRun, detach };
        ClusterFlags cluster = ClusterFlags.AddTo(command);
        command.SetAction(async (parsed, _) =>
        {
            string typed = parsed.GetValue(cell)!;
            RunFolders folders = RunFolders.Choose(parsed.GetValue(runs), services.Variables);
            SourcedGenotype found = new GenotypeSource(services.Engine, folders).Read(typed);
            SpecSources sources = new(parsed.GetValue(spec), parsed.GetValue(preset), parsed.GetValue(set)!, services.Variables)
            {
                DataFolder = parsed.GetValue(data),
                Subset = parsed.GetValue(subset),
                Base = parsed.GetValue(spec) is null && parsed.GetValue(preset) is null ? SettingsOf(folders, services, typed) : null,
                Decided = Decide(services, found.Genotype),
            };
            string last = Path.GetFileName(typed.TrimEnd(Path.DirectorySeparatorChar));
            string stem = "retrain-" + (File.Exists(typed) ? Path.GetFileNameWithoutExtension(last) : last);
            RunPlace place = new(services, cluster.Read(parsed, services).Address, parsed.GetValue(detach));
            NewRun run = new(services, place, parsed.GetValue(runs), sources, parsed.GetValue(name), stem, parsed.GetValue(json), DryRun.Of(parsed.GetValue(dryRun)));
            return (int)await run.RunAsync(parsed.GetValue(seeds));
        });
        return command;
    }

    private static SettingLayer? SettingsOf(RunFolders folders, ClientServices services, string cell)
    {
        if (services.Engine.PublishedCells.Any(published => published.Name == cell) || folders.TryFind(cell) is not { } folder)
        {
            return null;
        }

        RunManifest manifest = RunManifest.Read(folder);
        return SettingLayer.Of(manifest.Spec, $"run {manifest.Name}");
    }

    private static SettingLayer Decide(ClientServices services, Genotype genotype)
    {
        // One line, so that settings stay readable.
        string line = JsonNode.Parse(services.Engine.WriteGenotype(genotype, GenotypeFormat.Json))!.ToJsonString();
        return new(new Dictionary<string, SourcedText>
        {
            ["task"] = new(SettingCatalog.Find("task")!.GetText(new RunSpec { Task = RunTask.Retrain }), "retrain"),
            ["retrain.genotype"] = new(line, "retrain"),
            ["network.space"] = new(genotype.Space.Name, "retrain"),
        });
    }
}
