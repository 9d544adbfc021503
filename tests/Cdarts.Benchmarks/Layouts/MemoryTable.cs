using System.Globalization;
using Cdarts.Engine.Training.Layouts;
using Cdarts.Engine.Training.Memory;

namespace Cdarts.Benchmarks.Layouts;

/// <summary>How many pictures a GPU of some memory has room for, in each role.</summary>
internal static class MemoryTable
{
    /// <summary>Of a GPU's memory: the rest is for CUDA, cuDNN's workspaces and the allocator's gaps.</summary>
    internal const double Usable = 0.9;

    internal static IReadOnlyList<int> Gigabytes { get; } = [16, 24, 40, 80];

    /// <summary>The most pictures at once.</summary>
    internal static long Largest(PublishedSearch search, ReplicaRole role, bool checkpoint, int gigabytes)
    {
        MemoryEstimate estimate = search.Memory(role, checkpoint);
        long available = (long)(gigabytes * 1e9 * Usable);
        return (available - estimate.Fixed) / (estimate.PerPicture + estimate.PerSlicePicture);
    }

    internal static void Write(TextWriter output, PublishedSearch search)
    {
        output.WriteLine();
        output.WriteLine($"### {search.Name}: memory");
        output.WriteLine();
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"Most pictures at once with {Usable:P0} of a GPU's memory, and the devices that the published global batch of {search.Batch} takes when every slice is processed at once:"));
        output.WriteLine();
        output.WriteLine($"| cells | role | MB per picture | {string.Join(" | ", Gigabytes.Select(gigabytes => $"{gigabytes} GB"))} |");
        output.WriteLine($"|---|---|---|{string.Concat(Gigabytes.Select(_ => "---|"))}");
        foreach (bool checkpoint in (bool[])[false, true])
        {
            string cells = checkpoint ? "computed again" : "kept";
            foreach (ReplicaRole role in Enum.GetValues<ReplicaRole>())
            {
                string name = role == ReplicaRole.Together ? "both networks" : $"{role.ToString().ToLowerInvariant()} alone";
                string perPicture = (search.Memory(role, checkpoint).PerPicture / 1e6).ToString("F0", CultureInfo.InvariantCulture);
                output.WriteLine($"| {cells} | {name} | {perPicture} | {string.Join(" | ", Gigabytes.Select(gigabytes => Largest(search, role, checkpoint, gigabytes)))} |");
            }

            output.WriteLine($"| {cells} | devices: together; split, search + evaluation | | {string.Join(" | ", Gigabytes.Select(gigabytes => Devices(search, checkpoint, gigabytes)))} |");
        }
    }

    private static string Devices(PublishedSearch search, bool checkpoint, int gigabytes)
    {
        long Of(ReplicaRole role) => (long)Math.Ceiling((double)search.Batch / Largest(search, role, checkpoint, gigabytes));
        return $"{Of(ReplicaRole.Together)}; {Of(ReplicaRole.Search)} + {Of(ReplicaRole.Evaluation)}";
    }
}
