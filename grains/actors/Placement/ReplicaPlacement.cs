using Orleans.Runtime.Placement;

namespace Cdarts.Grains.Placement;

/// <summary>Places a replica grain on the silo that its key names: <c>silo/device</c>.</summary>
[GenerateSerializer, Immutable, Alias("Cdarts.ReplicaPlacement")]
internal sealed class ReplicaPlacement : PlacementStrategy
{
    public static ReplicaPlacement Instance { get; } = new();
}

/// <summary>Marks grains that live on the silo that their key names.</summary>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class ReplicaPlacementAttribute() : Orleans.Placement.PlacementAttribute(ReplicaPlacement.Instance);

/// <summary>Finds the silo of a replica grain.</summary>
internal sealed class ReplicaPlacementDirector(IClusterMembershipService membership) : IPlacementDirector
{
    /// <inheritdoc/>
    public Task<SiloAddress> OnAddActivation(PlacementStrategy strategy, PlacementTarget target, IPlacementContext context)
    {
        string key = target.GrainIdentity.Key.ToString() ?? "";
        string name = ReplicaKey.SiloOf(key);
        SiloAddress[] compatible = context.GetCompatibleSilos(target);
        foreach (ClusterMember member in membership.CurrentSnapshot.Members.Values)
        {
            if (member.Name == name && member.Status == SiloStatus.Active && compatible.Contains(member.SiloAddress))
            {
                return Task.FromResult(member.SiloAddress);
            }
        }

        throw new OrleansException($"Replica {key}: no active silo is named {name}.");
    }
}
