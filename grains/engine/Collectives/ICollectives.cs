namespace Cdarts.Engine.Collectives;

/// <summary>Makes groups over one transport. Thread-safe.</summary>
public interface ICollectives
{
    /// <summary>Takes a seat: from here on peers of that generation can reach this replica. Returns at once.</summary>
    /// <param name="run">Name of the run.</param>
    /// <param name="generation">Generation that is being formed.</param>
    /// <exception cref="CdartsException">No address or port can be listened on.</exception>
    ICollectiveSeat Open(string run, long generation);
}

/// <summary>
/// A replica's place in a generation that is being formed. The coordinator collects the endpoints of all seats, and then every replica forms the group; the
/// group may only be used when all replicas have said that theirs is formed. Disposing it before the group is formed gives up the place.
/// </summary>
public interface ICollectiveSeat : IDisposable
{
    /// <summary>Where peers reach this replica, <c>address:port</c>.</summary>
    string Endpoint { get; }

    /// <summary>Connects with all peers, or fails by the deadline; blocks. Called once, on the training thread; the groups then own the seat's sockets.</summary>
    /// <exception cref="CollectiveException">A peer cannot be reached, is of another generation, run, world or secret, or the seat was aborted.</exception>
    CollectiveGroups Form(GroupSpec group, TimeSpan deadline);

    /// <summary>Makes <see cref="Form"/> fail soon. Idempotent, callable from any thread.</summary>
    void Abort(string reason);
}
