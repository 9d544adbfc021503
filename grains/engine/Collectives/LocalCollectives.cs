namespace Cdarts.Engine.Collectives;

/// <summary>Groups of one replica, without a network: what a run on one device needs. Thread-safe.</summary>
public sealed class LocalCollectives : ICollectives
{
    /// <inheritdoc/>
    public ICollectiveSeat Open(string run, long generation) => new Seat();

    private sealed class Seat : ICollectiveSeat
    {
        private readonly SingleCollective _alone = new();

        public string Endpoint => "local";

        public CollectiveGroups Form(GroupSpec group, TimeSpan deadline) => group.WorldSize == 1
            ? CollectiveGroups.Together(_alone)
            : throw new CdartsException(
                $"A group of {group.WorldSize} replicas was asked for, but this process trains on one device alone: start silos with --redis for more.");

        public void Abort(string reason) => _alone.Abort(reason);

        public void Dispose()
        {
        }
    }
}
