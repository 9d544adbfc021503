using System.CommandLine;
using Cdarts.Client.Configuration;

namespace Cdarts.Client.Commands;

/// <summary><c>cdarts search</c>: creates a run, or one per seed, and runs it in this process.</summary>
internal static class SearchCommand
{
    public static Command Build(ClientServices services)
    {
        Argument<string?> spec = CommandOptions.Spec();
        Option<string?> preset = CommandOptions.Preset(), data = CommandOptions.Data(), strategy = CommandOptions.Strategy();
        Option<string[]> set = CommandOptions.Set();
        Option<string?> runs = CommandOptions.Runs(), name = CommandOptions.Name(), seeds = CommandOptions.Seeds();
        Option<bool> json = CommandOptions.Json(), dryRun = CommandOptions.DryRun();
        Command command = new("search", "Searches an architecture.") { spec, preset, data, strategy, set, runs, name, seeds, json, dryRun };
        command.SetAction(async (parsed, _) =>
        {
            string[] strategyFlag = parsed.GetValue(strategy) is { } wanted ? [$"strategy={wanted}"] : [];
            SpecSources sources = new(parsed.GetValue(spec), parsed.GetValue(preset), [.. parsed.GetValue(set)!, .. strategyFlag], services.Variables)
            {
                DataFolder = parsed.GetValue(data),
            };
            string stem = sources.Preset ?? Path.GetFileNameWithoutExtension(sources.SpecPath) ?? sources.EffectivePreset;
            NewRun run = new(services, parsed.GetValue(runs), sources, parsed.GetValue(name), stem, parsed.GetValue(json), parsed.GetValue(dryRun));
            return (int)await run.RunAsync(parsed.GetValue(seeds));
        });
        return command;
    }
}
