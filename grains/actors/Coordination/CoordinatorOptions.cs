namespace Cdarts.Grains.Coordination;

/// <summary>How a coordinator deals with its replicas.</summary>
public sealed class CoordinatorOptions
{
    /// <summary>Replicas that must have announced themselves before a group is formed. Default 1.</summary>
    public int MinimumReplicas { get; set; } = 1;

    /// <summary>How often replicas are asked for their status while the group is formed. Default 150 ms.</summary>
    public TimeSpan FormationPoll { get; set; } = TimeSpan.FromMilliseconds(150);

    /// <summary>How often they are asked while they train, in formation polls. Default 14 (about two seconds).</summary>
    public int TrainingPollFactor { get; set; } = 14;

    /// <summary>How long a replica may take to answer a command. Default 3 s.</summary>
    public TimeSpan CommandTimeout { get; set; } = TimeSpan.FromSeconds(3);

    /// <summary>Pause between heartbeats to a watcher. Default 2 s.</summary>
    public TimeSpan Heartbeat { get; set; } = TimeSpan.FromSeconds(2);
}
