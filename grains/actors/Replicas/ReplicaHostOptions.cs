namespace Cdarts.Grains.Replicas;

/// <summary>What a silo offers to runs, and how it reports.</summary>
public sealed class ReplicaHostOptions
{
    /// <summary>Device of this silo: <c>cpu</c> or <c>cuda:N</c>. Default cpu.</summary>
    public string Device { get; set; } = "cpu";

    /// <summary>How often the replica offers itself to runs. Default 500 ms.</summary>
    public TimeSpan AnnounceInterval { get; set; } = TimeSpan.FromMilliseconds(500);

    /// <summary>Shortest pause between two progress reports. Default 500 ms.</summary>
    public TimeSpan ProgressInterval { get; set; } = TimeSpan.FromMilliseconds(500);

    /// <summary>Pause before a report that was not answered is sent again. Default 500 ms.</summary>
    public TimeSpan ReportRetry { get; set; } = TimeSpan.FromMilliseconds(500);

    /// <summary>How long peers may take to connect when a group is formed. Default 20 s.</summary>
    public TimeSpan FormationDeadline { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>
    /// How long the silo's orderly end waits for the step in hand, so that the group goes on without it and nothing is lost. Zero (default) does not hand over: for a
    /// silo that is the whole cluster.
    /// </summary>
    public TimeSpan DrainPatience { get; set; }

    /// <summary>How long the coordinator may take to answer that a replica leaves. Default 2 s.</summary>
    public TimeSpan LeaveTimeout { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>How long the silo's end waits for the training thread to finish its step. Default 5 s.</summary>
    public TimeSpan ShutdownPatience { get; set; } = TimeSpan.FromSeconds(5);
}
