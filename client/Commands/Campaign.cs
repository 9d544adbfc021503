using System.Globalization;
using Cdarts.Client.Configuration;
using Cdarts.Client.Rendering;
using Cdarts.Client.Runs;
using Cdarts.Contracts.Specification;

namespace Cdarts.Client.Commands;

/// <summary>
/// One run per seed, one after the other, and a comparison at the end. A run that is there already is gone on with, or taken as it is when it is
/// completed, so that the same command goes on with a campaign that was stopped.
/// </summary>
internal sealed class Campaign(ClientServices services, RunPlace place, RunFolders folders, SpecSources sources, RunSpec spec, string name, bool json)
{
    public async Task<ExitCode> RunAsync(IReadOnlyList<long> seeds)
    {
        // Before the first run, which may take days.
        foreach (long seed in seeds)
        {
            RunName.Check(NameOf(seed));
        }

        List<string> done = [];
        foreach (long seed in seeds)
        {
            (RunManifest manifest, string folder, bool isNew) = Take(seed);
            if (ResultsFile.TryRead(folder) is null)
            {
                if (services.Clusters.IsRunning(folder))
                {
                    throw new CommandException(ExitCode.NotFoundOrInUse, $"The run {manifest.Name} is running in another console: wait for it.");
                }

                RunLocation run = RunLocation.Of(manifest, folder);
                ExitCode ending = isNew
                    ? await NewRun.RunAsync(services, place, manifest, folder, json)
                    : await place.RunAsync(manifest, run, services.Display(run, json));
                if (ending != ExitCode.Done)
                {
                    return ending;
                }
            }

            done.Add(folder);
        }

        Comparison comparison = Comparison.Of([.. done.Select(folder => (name, RunManifest.Read(folder), folder))]);
        new ComparisonReport(services, comparison).Write(Path.Combine(folders.Root, $"{name}-comparison"), json);
        return ExitCode.Done;
    }

    private string NameOf(long seed) => string.Create(CultureInfo.InvariantCulture, $"{name}-seed{seed}");

    private (RunManifest Manifest, string Folder, bool IsNew) Take(long seed)
    {
        RunSpec seeded = spec with { Seed = seed };
        RunManifest wanted = new(
            NameOf(seed), seeded, RunSpecJson.Hash(seeded), sources.EffectivePreset, ProductVersions.All, services.Time.GetUtcNow());
        if (folders.TryCreate(wanted) is { } created)
        {
            return (wanted, created, true);
        }

        string folder = folders.Find(wanted.Name);
        RunManifest known = RunManifest.Read(folder);
        return known.SpecHash == wanted.SpecHash
            ? (known, folder, false)
            : throw new CommandException(
                ExitCode.BadConfiguration, $"The run {wanted.Name} is there with other settings: choose another name for the campaign with --name.");
    }
}
