using Cdarts.Engine.Data;

namespace Cdarts.Engine.Training.Memory;

/// <summary>Refuses a replica's slice that its device's memory cannot hold, before the first step instead of in it.</summary>
/// <param name="estimate">What the training takes.</param>
/// <param name="data">Batch, and how much of it is processed at once.</param>
/// <param name="device">Device, for the message.</param>
/// <param name="available">Bytes that the training may take; null when that is not known.</param>
internal sealed class MemoryPreflight(MemoryEstimate estimate, DataSettings data, string device, long? available)
{
    /// <summary>The most pictures of a slice, and of those the most at once.</summary>
    internal static (int Slice, int AtOnce) Pictures(DataSettings data, int worldSize)
    {
        int slice = (data.BatchSize + worldSize - 1) / worldSize, parts = BatchParts.Count(data.BatchSize, worldSize, data.DeviceBatch);
        return (slice, (slice + parts - 1) / parts);
    }

    /// <summary>Checks the slice of a group.</summary>
    /// <exception cref="CdartsException">It does not fit.</exception>
    internal void Require(int worldSize)
    {
        (int slice, int atOnce) = Pictures(data, worldSize);
        long needed = estimate.Bytes(slice, atOnce);
        if (available is not { } most || needed <= most)
        {
            return;
        }

        long fits = estimate.LargestBatch(most, slice);
        throw new CdartsException(
            $"To process {atOnce} pictures at once takes about {MemoryEstimate.Text(needed)} of memory on {device}, which has {MemoryEstimate.Text(most)}: "
            + (fits >= 2 ? $"use data.device_batch={fits}, or network.checkpoint_cells=true." : "use network.checkpoint_cells=true, a smaller network or another device."));
    }
}
