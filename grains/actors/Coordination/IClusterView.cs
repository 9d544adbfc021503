using Cdarts.Grains.Placement;

namespace Cdarts.Grains.Coordination;

/// <summary>What a coordinator sees of the cluster. Reads are local and free.</summary>
internal interface IClusterView
{
    /// <summary>Silos that are active now.</summary>
    int ActiveSilos { get; }

    /// <summary>Version of the product that runs here; replicas of another one are refused.</summary>
    string CodeVersion { get; }

    /// <summary>False when the replica's silo is known to be gone; one that is shutting down still lives.</summary>
    bool IsAlive(string replica);
}

/// <summary>The cluster as Orleans' membership tells it.</summary>
internal sealed class ClusterView(IClusterMembershipService membership) : IClusterView
{
    /// <inheritdoc/>
    public int ActiveSilos => membership.CurrentSnapshot.Members.Values.Count(member => member.Status == SiloStatus.Active);

    /// <inheritdoc/>
    public string CodeVersion => ProductVersion.Text;

    /// <inheritdoc/>
    public bool IsAlive(string replica)
    {
        string silo = ReplicaKey.SiloOf(replica);
        return membership.CurrentSnapshot.Members.Values.Any(member =>
            member.Name == silo && member.Status is SiloStatus.Active or SiloStatus.ShuttingDown or SiloStatus.Stopping);
    }
}
