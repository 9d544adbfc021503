using System.Globalization;
using Cdarts.Engine.Training.Memory;

namespace Cdarts.Engine.Training.Layouts.Estimates;

/// <summary>Says in one sentence which of two plans is better: the one whose devices suffice, else the faster one.</summary>
internal static class LayoutChoice
{
    /// <param name="together">Both networks on all.</param>
    /// <param name="split">One network on each.</param>
    /// <param name="device">Name of a device.</param>
    /// <param name="available">Bytes of a device; null where that is not known.</param>
    internal static string Of(LayoutPlan together, LayoutPlan split, string device, long? available)
    {
        bool Fits(LayoutPlan plan) => available is not { } most || plan.Largest.Bytes <= most;
        string Lacks(LayoutPlan plan) => $"needs {MemoryEstimate.Text(plan.Largest.Bytes)} of the {MemoryEstimate.Text(available!.Value)} of {device}";
        double ratio = split.RunSeconds / together.RunSeconds;
        string times = ratio.ToString("F2", CultureInfo.InvariantCulture);
        if (Fits(together) != Fits(split))
        {
            return Fits(split)
                ? $"split is better: it fits, while together {Lacks(together)}; a whole search takes {times} times as long as together on larger devices"
                : $"together is better: it fits, while split {Lacks(split)}";
        }

        if (!Fits(together))
        {
            return $"neither fits: together {Lacks(together)}, split {Lacks(split)}; set data.device_batch or network.checkpoint_cells=true, and look again";
        }

        return ratio < 1
            ? $"split is better: a whole search takes {times} of the time, since each network's gradients are summed over fewer replicas"
            : string.Create(
                CultureInfo.InvariantCulture,
                $"together is better: a whole search takes {times} times as long split, where search replicas are idle for {split.Steps.SearchIdle:P0} and evaluation replicas for {split.Steps.EvaluationIdle:P0} of a joint step");
    }
}
