namespace Cdarts.Silo.Commands;

/// <summary>What the silo's exit codes mean. A supervisor starts a silo again after any code but 0 and 2.</summary>
internal enum SiloExitCode
{
    /// <summary>It was asked to stop and has left the cluster.</summary>
    Done = 0,

    /// <summary>Something that the product did not foresee.</summary>
    Unexpected = 1,

    /// <summary>An option or variable cannot be used; starting again does not help.</summary>
    BadConfiguration = 2,

    /// <summary>Redis, or the first silo of a cluster without Redis, does not answer.</summary>
    Unreachable = 3,

    /// <summary>A silo of this name is active in the cluster, or a port is taken.</summary>
    InUse = 5,

    /// <summary>The cluster's membership no longer knows this silo: Redis has lost its data (EX_UNAVAILABLE of sysexits.h).</summary>
    MembershipLost = 69,

    /// <summary>The others have declared this silo dead while it lived: it was frozen, or cut off (EX_PROTOCOL of sysexits.h).</summary>
    DeclaredDead = 76,

    /// <summary>Ended at once by a second Ctrl-C (128 + SIGINT).</summary>
    Aborted = 130,
}
