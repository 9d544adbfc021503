using System.CommandLine;
using Cdarts.Client.Cluster;
using Cdarts.Client.Configuration;

namespace Cdarts.Client.Commands;

/// <summary><c>cdarts search</c>: creates a run, or one per seed, and runs it in this process or on a cluster.</summary>
internal static class SearchCommand
{
    public static Command Build(ClientServices services)
    {
        Argument<string?> spec = CommandOptions.Spec();
        Option<string?> preset = CommandOptions.Preset(), data = CommandOptions.Data(), strategy = CommandOptions.Strategy(), subset = CommandOptions.Subset();
        Option<string[]> set = CommandOptions.Set();
        Option<string?> runs = CommandOptions.Runs(), name = CommandOptions.Name(), seeds = CommandOptions.Seeds();
        Option<bool> json = CommandOptions.Json(), dryRun = CommandOptions.DryRun(), detach = CommandOptions.Detach();
        Option<int?> replicas = CommandOptions.Replicas();
        Option<double?> bandwidth = CommandOptions.Bandwidth();
        Command command = new("search", "Searches an architecture.") { spec, preset, data, subset, strategy, set, runs, name, seeds, json, dryRun, replicas, bandwidth, detach };
        ClusterFlags cluster = ClusterFlags.AddTo(command);
        command.SetAction(async (parsed, _) =>
        {
            string[] strategyFlag = parsed.GetValue(strategy) is { } wanted ? [$"strategy={wanted}"] : [];
            SpecSources sources = new(parsed.GetValue(spec), parsed.GetValue(preset), [.. parsed.GetValue(set)!, .. strategyFlag], services.Variables)
            {
                DataFolder = parsed.GetValue(data),
                Subset = parsed.GetValue(subset),
            };
            string stem = sources.Preset ?? Path.GetFileNameWithoutExtension(sources.SpecPath) ?? sources.EffectivePreset;
            RunPlace place = new(services, cluster.Read(parsed, services).Address, parsed.GetValue(detach));
            DryRun? dry = DryRun.Of(parsed.GetValue(dryRun), parsed.GetValue(replicas), parsed.GetValue(bandwidth));
            NewRun run = new(services, place, parsed.GetValue(runs), sources, parsed.GetValue(name), stem, parsed.GetValue(json), dry);
            return (int)await run.RunAsync(parsed.GetValue(seeds));
        });
        return command;
    }
}
