namespace Cdarts.Engine.Diagnostics;

/// <summary>Places that a failpoint can name. The position of a checkpoint's place is the checkpoint's name, its cursor and, for a part, the file.</summary>
public static class FailpointNames
{
    /// <summary>A part of a checkpoint is written and durable in the temporary folder.</summary>
    public const string CheckpointPartWritten = "checkpoint.part-written";

    /// <summary>All parts are durable, the manifest does not exist.</summary>
    public const string CheckpointBeforeManifest = "checkpoint.before-manifest";

    /// <summary>The manifest is durable, the folder still has its temporary name.</summary>
    public const string CheckpointAfterManifest = "checkpoint.after-manifest";

    /// <summary>The folder is complete and about to get its name.</summary>
    public const string CheckpointBeforeRename = "checkpoint.before-rename";

    /// <summary>The folder has its name; the parent folder is not yet flushed.</summary>
    public const string CheckpointAfterRename = "checkpoint.after-rename";

    /// <summary>The checkpoint is durable, older ones have not been removed.</summary>
    public const string CheckpointBeforePrune = "checkpoint.before-prune";

    /// <summary>A line is about to be appended to <c>metrics.jsonl</c>; the position is <c>global step N</c>.</summary>
    public const string MetricsBeforeAppend = "metrics.before-append";

    /// <summary>A record is about to be appended to TensorBoard's event file; the position is <c>global step N</c>.</summary>
    public const string EventsBeforeAppend = "events.before-append";

    /// <summary>This replica has summed its part of a large all-reduce, and the last of these sums has not left; reached once per such all-reduce.</summary>
    public const string AllReduceMiddle = "all-reduce.middle";
}
