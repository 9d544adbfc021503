namespace Cdarts.Client.Commands;

/// <summary>What the console's exit codes mean.</summary>
internal enum ExitCode
{
    /// <summary>Done.</summary>
    Done = 0,

    /// <summary>Something that the product did not foresee.</summary>
    Unexpected = 1,

    /// <summary>A flag, file, variable or value cannot be used.</summary>
    BadConfiguration = 2,

    /// <summary>The process that runs the run does not answer.</summary>
    ClusterUnreachable = 3,

    /// <summary>The run cannot go on.</summary>
    RunFailed = 4,

    /// <summary>There is no such run or data set, or it is in use, or its folder cannot be written.</summary>
    NotFoundOrInUse = 5,

    /// <summary>A file could not be downloaded, or is not the published one.</summary>
    DownloadFailed = 6,

    /// <summary>Stopped with a checkpoint: <c>resume</c> goes on (EX_TEMPFAIL of sysexits.h).</summary>
    Stopped = 75,

    /// <summary>A wait was over before the run was (as timeout(1) says it).</summary>
    TimedOut = 124,

    /// <summary>Aborted by a second Ctrl-C, or a watch or download that was ended by the first (128 + SIGINT).</summary>
    Aborted = 130,
}
