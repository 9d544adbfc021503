using Cdarts.Engine.Data;
using Cdarts.Engine.Training.Layouts;

namespace Cdarts.Engine.Training.Memory;

/// <summary>Refuses a replica's slice that its device's memory cannot hold, before the first step instead of in it.</summary>
/// <param name="estimate">What the training of a role takes.</param>
/// <param name="data">Batch, and how much of it is processed at once.</param>
/// <param name="device">Device, for the message.</param>
/// <param name="available">Bytes that the training may take; null when that is not known.</param>
internal sealed class MemoryPreflight(Func<ReplicaRole, MemoryEstimate> estimate, DataSettings data, string device, long? available)
{
    /// <summary>For a training that has one role.</summary>
    internal MemoryPreflight(MemoryEstimate estimate, DataSettings data, string device, long? available)
        : this(_ => estimate, data, device, available)
    {
    }

    /// <summary>Checks a slice of a group whose replicas all hold everything.</summary>
    /// <exception cref="CdartsException">It does not fit.</exception>
    internal void Require(int worldSize) => Require(ReplicaRole.Together, ReplicaRoles.Together(worldSize));

    /// <summary>Checks the slice that a role has in a group.</summary>
    /// <param name="role">This replica's role.</param>
    /// <param name="roles">Roles of all replicas.</param>
    /// <exception cref="CdartsException">It does not fit.</exception>
    internal void Require(ReplicaRole role, ReplicaRoles roles)
    {
        if (available is not { } most)
        {
            return;
        }

        (int slice, int atOnce) = RolePictures.Of(data, role, roles.SearchRanks.Count, roles.EvaluationRanks.Count);
        MemoryEstimate taken = estimate(role);
        long needed = taken.Bytes(slice, atOnce);
        if (needed <= most)
        {
            return;
        }

        long fits = taken.LargestBatch(most, slice);
        string what = role switch
        {
            ReplicaRole.Search => $"To process {atOnce} pictures at once in the search network",
            ReplicaRole.Evaluation => $"To process {atOnce} pictures at once in the evaluation network",
            _ => $"To process {atOnce} pictures at once",
        };
        throw new CdartsException(
            $"{what} takes about {MemoryEstimate.Text(needed)} of memory on {device}, which has {MemoryEstimate.Text(most)}: "
            + (fits >= 2 ? $"use data.device_batch={fits}, or network.checkpoint_cells=true." : "use network.checkpoint_cells=true, a smaller network or another device."));
    }
}
