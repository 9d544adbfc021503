using System.Globalization;
using Cdarts.Engine.Diagnostics;
using Cdarts.Engine.Native;
using Cdarts.Engine.Training.Memory;

namespace Cdarts.Engine.Training.Layouts.Estimates;

/// <summary>Words on memory and time of a search in both layouts, on equal devices. The halves of steps are measured on this machine, in a few seconds; the rest is estimated.</summary>
public static class LayoutReport
{
    /// <summary>Bytes per second between replicas when nobody says otherwise: an Ethernet of 10 Gb/s.</summary>
    public const double DefaultGigabytesPerSecond = 1.1;

    private const int CpuPictures = 8, CudaPictures = 64, Rounds = 2;

    /// <summary>The report, line by line.</summary>
    /// <param name="settings">Settings of a search by CDARTS.</param>
    /// <param name="classes">K.</param>
    /// <param name="imageSize">Height and width.</param>
    /// <param name="replicas">Devices, at least two.</param>
    /// <param name="gigabytesPerSecond">What a replica sends and gets.</param>
    public static IReadOnlyList<string> Of(
        CdartsSettings settings, int classes, int imageSize, int replicas, double gigabytesPerSecond = DefaultGigabytesPerSecond)
    {
        NativeRuntime.Initialize();
        bool isHere = settings.Device == "cpu" || DeviceSelection.All().Contains(settings.Device);
        string device = isHere ? settings.Device : "cpu";
        int pictures = Math.Max(2, Math.Min(device == "cpu" ? CpuPictures : CudaPictures, settings.Data.BatchSize / replicas));
        using HalfTiming timing = new(settings with { Device = device }, classes, imageSize, pictures);
        LayoutCosts costs = timing.Measure(Rounds);
        string measured = $"measured: the halves of steps at {pictures} pictures on {device}" + (isHere ? "" : $", since {settings.Device} is not here: only their ratios count");
        return Of(
            settings,
            role => MemoryEstimate.Of(settings, classes, imageSize, role),
            costs,
            isHere ? DeviceMemory.Available(settings.Device) : null,
            replicas,
            gigabytesPerSecond,
            measured);
    }

    internal static IReadOnlyList<string> Of(
        CdartsSettings settings, Func<ReplicaRole, MemoryEstimate> memory, LayoutCosts costs, long? available, int replicas, double gigabytesPerSecond, string measured)
    {
        LayoutModel model = new(costs, new Wire(gigabytesPerSecond * 1e9));
        int search = RoleRatio.SearchReplicas(replicas, settings.Split.SearchReplicas, settings.Split.EvaluationReplicas), evaluation = replicas - search;
        LayoutPlan together = LayoutPlan.Together(settings, memory, model, replicas), split = LayoutPlan.Split(settings, memory, model, search, evaluation);
        return
        [
            Line($"together, {replicas} replicas", together, settings.Data.BatchSize),
            Line($"split, {search} search and {evaluation} evaluation replicas", split, settings.Data.BatchSize) + Fastest(settings, model, search, evaluation),
            LayoutChoice.Of(together, split, settings.Device, available),
            string.Create(CultureInfo.InvariantCulture, $"{measured}; estimated: memory, and messages at {gigabytesPerSecond:0.##} GB/s and replica"),
        ];
    }

    /// <summary>Names the ratio at which a whole search is fastest, if it is another one.</summary>
    private static string Fastest(CdartsSettings settings, LayoutModel model, int search, int evaluation)
    {
        int replicas = search + evaluation;
        int fastest = Enumerable.Range(1, replicas - 1).MinBy(count => model.Split(settings.Data.BatchSize, count, replicas - count).Run(settings.EffectiveSchedule()));
        return fastest == search ? "" : $"; the fastest ratio of so many is {fastest}:{replicas - fastest}";
    }

    private static string Line(string name, LayoutPlan plan, int batch)
    {
        string Need(RoleNeed need)
        {
            string network = need.Role == ReplicaRole.Together ? "" : $" for {need.Role.ToString().ToLowerInvariant()}";
            return $"about {MemoryEstimate.Text(need.Bytes)}{network} at {need.AtOnce} pictures at once";
        }

        string time = string.Create(CultureInfo.InvariantCulture, $"{plan.Steps.Joint:G3} s for a joint step, {plan.Steps.PicturesPerSecond(batch):0} pictures/s");
        return $"{name}: {string.Join(", ", plan.Roles.Select(Need))}; {time}";
    }
}
