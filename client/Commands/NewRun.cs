using Cdarts.Client.Configuration;
using Cdarts.Client.Rendering;
using Cdarts.Client.Runs;
using Cdarts.Contracts.Specification;

namespace Cdarts.Client.Commands;

/// <summary>Creates a run, or one per seed, and runs it.</summary>
/// <param name="services">Services.</param>
/// <param name="place">Where it is trained.</param>
/// <param name="runsFlag">Folder of the runs, if one was given.</param>
/// <param name="sources">Where the specification comes from.</param>
/// <param name="wanted">Name that the user wants, or null.</param>
/// <param name="stem">What a generated name begins with.</param>
/// <param name="json">Whether the output is lines of JSON.</param>
/// <param name="dryRun">What is shown in place of starting anything; null to start.</param>
internal sealed class NewRun(
    ClientServices services, RunPlace place, string? runsFlag, SpecSources sources, string? wanted, string stem, bool json, DryRun? dryRun)
{
    /// <param name="seeds">Seeds of a campaign, as the user wrote them; null for one run.</param>
    public async Task<ExitCode> RunAsync(string? seeds)
    {
        ResolvedSpec resolved = sources.Resolve();
        services.Require(resolved.Spec);
        if (wanted is not null)
        {
            RunName.Check(wanted);
        }

        IReadOnlyList<long>? campaign = seeds is null ? null : CampaignSeeds.Read(seeds);
        place.Require(campaign is not null);

        if (dryRun is not null)
        {
            dryRun.Show(services, resolved, json);
            return ExitCode.Done;
        }

        RunFolders folders = RunFolders.Choose(runsFlag, services.Variables);
        if (campaign is not null)
        {
            return await new Campaign(services, place, folders, sources, resolved.Spec, wanted ?? RunName.Clean(stem), json).RunAsync(campaign);
        }

        (RunManifest manifest, string folder) = Create(folders, resolved.Spec);
        return await RunAsync(services, place, manifest, folder, json);
    }

    /// <summary>Runs a run that was just created.</summary>
    internal static async Task<ExitCode> RunAsync(ClientServices services, RunPlace place, RunManifest manifest, string folder, bool json)
    {
        RunLocation run = RunLocation.Of(manifest, folder);
        try
        {
            ExitCode ending = await place.RunAsync(manifest, run, services.Display(run, json));
            if (ending == ExitCode.RunFailed)
            {
                RunFolders.RemoveUnbegun(folder);
            }

            return ending;
        }
        catch (CommandException) when (place.Cluster is not null && RunClusterFile.TryRead(folder) is null)
        {
            // No cluster has heard of it.
            RunFolders.RemoveUnbegun(folder);
            throw;
        }
    }

    private (RunManifest Manifest, string Folder) Create(RunFolders folders, RunSpec spec)
    {
        RunManifest manifest = new(
            wanted ?? "", spec, RunSpecJson.Hash(spec), sources.EffectivePreset, ProductVersions.All, services.Time.GetUtcNow());
        if (wanted is not null)
        {
            return (manifest, folders.Create(manifest));
        }

        for (int attempt = 0; ; attempt++)
        {
            RunManifest named = manifest with { Name = RunName.Generate(stem, services.Time.GetLocalNow(), attempt) };
            if (folders.TryCreate(named) is { } folder)
            {
                return (named, folder);
            }
        }
    }
}
