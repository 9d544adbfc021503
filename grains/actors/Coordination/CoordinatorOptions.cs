namespace Cdarts.Grains.Coordination;

/// <summary>How a coordinator deals with its replicas.</summary>
public sealed class CoordinatorOptions
{
    /// <summary>Replicas that must have announced themselves before a group is formed. Default 1.</summary>
    public int MinimumReplicas { get; set; } = 1;

    /// <summary>How often replicas are asked for their status while the group is formed. Default 75 ms.</summary>
    public TimeSpan FormationPoll { get; set; } = TimeSpan.FromMilliseconds(75);

    /// <summary>How often they are asked while they train, in formation polls. Default 28 (about two seconds).</summary>
    public int TrainingPollFactor { get; set; } = 28;

    /// <summary>How long a replica may take to answer a command. Default 1.5 s.</summary>
    public TimeSpan CommandTimeout { get; set; } = TimeSpan.FromSeconds(1.5);

    /// <summary>How long a run that starts waits for further replicas of silos that are there. Default 1.5 s.</summary>
    public TimeSpan GatherWindow { get; set; } = TimeSpan.FromSeconds(1.5);

    /// <summary>
    /// How long a run, none of whose replicas at hand holds one of the networks, waits for one that holds it and was not reported lost, before it goes back to an older
    /// state. Default 10 s.
    /// </summary>
    public TimeSpan HolderPatience { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a replica that came while the group trains is ready before the group halts for it: others may come as well. Default 2 s.</summary>
    public TimeSpan JoinDebounce { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>How long a replica that failed, or that its peers could not reach, is left out; doubles each time, up to 32 times. Default 5 s.</summary>
    public TimeSpan Quarantine { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Generations in a row that may break without a committed step before the run fails. Default 5.</summary>
    public int RetryBudget { get; set; } = 5;

    /// <summary>Pause before the third such generation; doubles each time. Default 0.5 s.</summary>
    public TimeSpan RegroupPause { get; set; } = TimeSpan.FromMilliseconds(500);

    /// <summary>True where grain storage is another machine's, which comes back: a new generation waits for it instead of failing. Default false.</summary>
    public bool PatientStorage { get; set; }

    /// <summary>Pause before a new generation that storage did not take is written again. Default 1 s.</summary>
    public TimeSpan FenceRetry { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>True where the silo has reminders: a run that is active then wakes up by itself after all silos were gone. Default false.</summary>
    public bool Reminders { get; set; }

    /// <summary>Pause between heartbeats to a watcher. Default 2 s.</summary>
    public TimeSpan Heartbeat { get; set; } = TimeSpan.FromSeconds(2);
}
