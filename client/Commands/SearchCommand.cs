using System.CommandLine;
using Cdarts.Client.Configuration;
using Cdarts.Client.Rendering;
using Cdarts.Client.Runs;
using Cdarts.Contracts.Specification;

namespace Cdarts.Client.Commands;

/// <summary><c>cdarts search</c>: creates a run and runs it in this process.</summary>
internal static class SearchCommand
{
    public static Command Build(ClientServices services)
    {
        Argument<string?> spec = CommandOptions.Spec();
        Option<string?> preset = CommandOptions.Preset();
        Option<string[]> set = CommandOptions.Set();
        Option<string?> runs = CommandOptions.Runs();
        Option<bool> json = CommandOptions.Json();
        Option<string?> name = new("--name") { Description = "Name of the run. Default: made of preset or file and the time.", HelpName = "RUN" };
        Option<bool> dryRun = new("--dry-run") { Description = "Checks and shows the resolved settings; starts nothing." };
        Command command = new("search", "Searches an architecture.") { spec, preset, set, runs, name, json, dryRun };
        command.SetAction(async (parsed, _) =>
        {
            SpecSources sources = new(parsed.GetValue(spec), parsed.GetValue(preset), parsed.GetValue(set)!, services.Variables);
            ResolvedSpec resolved = sources.Resolve();
            string? wanted = parsed.GetValue(name);
            if (wanted is not null)
            {
                RunName.Check(wanted);
            }

            if (parsed.GetValue(dryRun))
            {
                services.Out.Write(parsed.GetValue(json) ? RunSpecJson.Write(resolved.Spec) + "\n" : EffectiveYaml.Write(resolved, withOrigins: true));
                return (int)ExitCode.Done;
            }

            RunFolders folders = RunFolders.Choose(parsed.GetValue(runs), services.Variables);
            (RunManifest manifest, string folder) = Create(folders, resolved.Spec, sources, wanted, services.Time);
            RunLocation run = RunLocation.Of(manifest, folder);
            ExitCode ending = await new OwnRun(services).RunAsync(manifest, run, services.Display(run, parsed.GetValue(json)));
            if (ending == ExitCode.RunFailed)
            {
                RunFolders.RemoveUnbegun(folder);
            }

            return (int)ending;
        });
        return command;
    }

    private static (RunManifest Manifest, string Folder) Create(
        RunFolders folders, RunSpec spec, SpecSources sources, string? wanted, TimeProvider time)
    {
        RunManifest manifest = new(
            wanted ?? "", spec, RunSpecJson.Hash(spec), sources.EffectivePreset, ProductVersions.All, time.GetUtcNow());
        if (wanted is not null)
        {
            return (manifest, folders.Create(manifest));
        }

        string stem = sources.Preset ?? Path.GetFileNameWithoutExtension(sources.SpecPath) ?? sources.EffectivePreset;
        for (int attempt = 0; ; attempt++)
        {
            RunManifest named = manifest with { Name = RunName.Generate(stem, time.GetLocalNow(), attempt) };
            if (folders.TryCreate(named) is { } folder)
            {
                return (named, folder);
            }
        }
    }
}
