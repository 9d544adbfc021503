namespace Cdarts.Engine.Training;

/// <summary>Names of the failpoints in training; each is reached with the cursor as position.</summary>
internal static class TrainingFailpoints
{
    /// <summary>A joint step has committed its first update and not begun its second.</summary>
    internal const string BetweenUpdates = "joint.between-updates";

    /// <summary>A step is committed, its metrics line is not written.</summary>
    internal const string StepCommitted = "step.committed";

    /// <summary>The last step of an epoch is committed and its metrics are written.</summary>
    internal const string EpochEnd = "epoch.end";

    /// <summary>The epoch of a retraining is measured, and its network copied if it is the best so far.</summary>
    internal const string EpochMeasured = "epoch.measured";

    /// <summary>A phase is over, its checkpoint is not written.</summary>
    internal const string PhaseEnd = "phase.end";
}
