using Cdarts.Engine.Collectives;

namespace Cdarts.Engine.Training.Layouts;

/// <summary>
/// The groups that a replica is in now. A trainer lives through many generations, in one role: in another one it would hold other networks. Bound to the
/// training thread.
/// </summary>
public sealed class ReplicaGroups
{
    private readonly CurrentGroup? _world;
    private readonly CurrentGroup? _own;
    private ReplicaRoles _roles;
    private PairPlan? _pairs;

    private ReplicaGroups(ReplicaRole role, ICollective world, ICollective own, ReplicaRoles roles)
    {
        (Role, World, Own, _roles) = (role, world, own, roles);
        (_world, _own) = (world as CurrentGroup, own as CurrentGroup);
    }

    /// <summary>Which networks the replica holds.</summary>
    public ReplicaRole Role { get; }

    /// <summary>Whether the networks are on different replicas.</summary>
    public bool IsSplit => Role != ReplicaRole.Together;

    /// <summary>All replicas.</summary>
    internal ICollective World { get; }

    /// <summary>Those of the same role: they share the global batch of their network and add up its gradients.</summary>
    internal ICollective Own { get; }

    /// <summary>Time in calls with the other side.</summary>
    internal SideTimes Times { get; } = new();

    /// <summary>Every replica holds both networks.</summary>
    /// <param name="group">All replicas.</param>
    public static ReplicaGroups Together(ICollective group) =>
        new(ReplicaRole.Together, group, group, ReplicaRoles.Together(1));

    /// <summary>A replica of the split layout, in its first generation.</summary>
    /// <param name="groups">Groups of the generation.</param>
    /// <param name="roles">Roles of all ranks; that of this one stays.</param>
    public static ReplicaGroups Split(CollectiveGroups groups, ReplicaRoles roles)
    {
        ReplicaGroups replica = new(roles[groups.World.Rank], new CurrentGroup(), new CurrentGroup(), roles);
        replica.Use(groups, roles);
        return replica;
    }

    /// <summary>Enters the groups of another generation; whoever formed them disposes of them.</summary>
    /// <exception cref="InvalidOperationException">This replica has another role in it.</exception>
    internal void Use(CollectiveGroups groups, ReplicaRoles roles)
    {
        ReplicaRole role = roles[groups.World.Rank];
        if (!IsSplit || role != Role)
        {
            throw new InvalidOperationException($"A replica of the role {Role} cannot become one of the role {role}: it holds other networks.");
        }

        _roles = roles;
        _pairs = null;
        Times.Take();
        _world!.Use(groups.World);
        _own!.Use((Role == ReplicaRole.Search ? groups.Search : groups.Evaluation)!);
    }

    /// <summary>Whether this replica holds a network.</summary>
    internal bool Holds(NetworkSide side) => Role.Holds(side);

    /// <summary>The rank in the world of a replica that holds a network, by its rank among those.</summary>
    internal int WorldRank(NetworkSide side, int rank) => _roles.RanksOf(side)[rank];

    /// <summary>The pairs of this generation; the same object until the next one.</summary>
    /// <param name="globalBatch">Pictures of the validation batch.</param>
    /// <param name="devicePictures">Most pictures that a replica processes at once; 0 for no limit.</param>
    internal PairPlan Pairs(int globalBatch, int devicePictures) =>
        _pairs ??= PairPlan.WithParts(globalBatch, _roles.SearchRanks.Count, _roles.EvaluationRanks.Count, devicePictures);
}
