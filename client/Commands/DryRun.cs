using Cdarts.Client.Configuration;
using Cdarts.Contracts.Specification;

namespace Cdarts.Client.Commands;

/// <summary>What a run would be: its settings, the memory that it would take, and of a search on several devices how both layouts compare.</summary>
/// <param name="Replicas">Devices; null for as many as the settings ask for.</param>
/// <param name="GigabytesPerSecond">What a device sends and gets; null for the engine's default.</param>
internal sealed record DryRun(int? Replicas = null, double? GigabytesPerSecond = null)
{
    /// <summary>The dry run that the options ask for; null where they ask for a run.</summary>
    /// <exception cref="CommandException">An option is of a dry run alone, or its value is impossible.</exception>
    public static DryRun? Of(bool wanted, int? replicas = null, double? gigabytesPerSecond = null)
    {
        if (!wanted)
        {
            return replicas is null && gigabytesPerSecond is null
                ? null
                : throw new CommandException(ExitCode.BadConfiguration, $"{(replicas is null ? "--bandwidth" : "--replicas")} is for --dry-run alone: a run takes the devices that there are.");
        }

        if (replicas < 1)
        {
            throw new CommandException(ExitCode.BadConfiguration, $"--replicas is {replicas}: use a whole number of at least 1.");
        }

        return gigabytesPerSecond is null or > 0
            ? new DryRun(replicas, gigabytesPerSecond)
            : throw new CommandException(ExitCode.BadConfiguration, "--bandwidth must be a number above 0, in GB/s.");
    }

    public void Show(ClientServices services, ResolvedSpec resolved, bool json)
    {
        if (json)
        {
            services.Out.Write(RunSpecJson.Write(resolved.Spec) + "\n");
            return;
        }

        services.Out.Write(EffectiveYaml.Write(resolved, withOrigins: true));
        if (services.Engine.Memory(resolved.Spec) is { } memory)
        {
            services.Out.WriteLine($"# memory: {memory}");
        }

        RunSpec spec = resolved.Spec;
        int replicas = Replicas ?? Math.Max(spec.Cluster.MinimumReplicas, spec.Layout == Layout.Split ? 2 : 1);
        foreach (string line in replicas > 1 ? services.Engine.Layouts(spec, replicas, GigabytesPerSecond) : [])
        {
            services.Out.WriteLine($"# {line}");
        }
    }
}
