namespace Cdarts.Engine.Collectives.Tcp;

/// <summary>
/// Collectives over TCP, for tensors on a CPU (others are copied there and back). Every pair of replicas has a connection for data and one for liveness. The
/// elements are not encrypted: use a private network.
/// </summary>
public sealed class TcpCollectives : ICollectives
{
    private readonly TcpCollectiveOptions _options;
    private readonly TimeProvider _timeProvider;

    /// <summary>Creates the transport.</summary>
    /// <param name="options">Settings; null for the defaults.</param>
    /// <param name="timeProvider">Clock of beats and deadlines; null for the system's.</param>
    /// <exception cref="CdartsException">A setting is out of range.</exception>
    public TcpCollectives(TcpCollectiveOptions? options = null, TimeProvider? timeProvider = null)
    {
        _options = options ?? new TcpCollectiveOptions();
        _timeProvider = timeProvider ?? TimeProvider.System;
        _options.Validate();
    }

    /// <inheritdoc/>
    public ICollectiveSeat Open(string run, long generation) => new TcpSeat(run, generation, _options, _timeProvider);
}
