using Cdarts.Engine.Data;
using Cdarts.Engine.Diagnostics;
using Cdarts.Engine.Spaces;
using Cdarts.Engine.Training.Layouts;
using Cdarts.Engine.Training.Retraining;

namespace Cdarts.Engine.Training.Memory;

/// <summary>Words on the memory that a run would take with one replica; nothing is built, and no native library is needed.</summary>
public static class MemoryReport
{
    /// <summary>A search.</summary>
    public static string Of(CdartsSettings settings, int classes, int imageSize) =>
        Of(MemoryEstimate.Of(settings, classes, imageSize), settings.Data, settings.Device);

    /// <summary>A retraining.</summary>
    public static string Of(RetrainSettings settings, Genotype genotype, int classes, int imageSize) =>
        Of(MemoryEstimate.Of(settings, genotype, classes, imageSize), settings.Data, settings.Device);

    internal static string Of(MemoryEstimate estimate, DataSettings data, string device, long? machine = null)
    {
        (int slice, int atOnce) = RolePictures.Of(data, ReplicaRole.Together, 1, 1);
        long needed = estimate.Bytes(slice, atOnce);
        string text = $"about {MemoryEstimate.Text(needed)} on {device} for {atOnce} pictures at once ({MemoryEstimate.Text(estimate.PerPicture)} each), one replica";
        if (device != "cpu" || (machine ?? DeviceMemory.OfMachine()) is not { } most)
        {
            return text;
        }

        long fits = estimate.LargestBatch(most, slice);
        return $"{text}; this machine has {MemoryEstimate.Text(most)}" + (needed <= most ? "" : fits >= 2 ? $": use data.device_batch={fits}" : ": too little");
    }
}
