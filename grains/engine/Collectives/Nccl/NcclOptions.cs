using Cdarts.Engine.Native;

namespace Cdarts.Engine.Collectives.Nccl;

/// <summary>Settings of the NCCL backend.</summary>
public sealed record NcclOptions
{
    /// <summary>EX_SOFTWARE of sysexits.h.</summary>
    internal const int LastResortExitCode = 70;

    /// <summary>The NCCL library's path; null (the default) for <c>libnccl.so.2</c>, and if there is none, the NCCL inside the loaded <c>libtorch_cuda.so</c>.</summary>
    public string? LibraryPath { get; init; }

    /// <summary>How long an abort of the communicators may take before <see cref="LastResort"/>. Default 10 s.</summary>
    public TimeSpan AbortDeadline { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// How long a call that NCCL failed because of a peer waits for the control group to say which replica is lost. Default 2.5 s: a peer counts as lost after
    /// 2 s without a beat.
    /// </summary>
    public TimeSpan PeerGrace { get; init; } = TimeSpan.FromSeconds(2.5);

    /// <summary>
    /// What happens when an abort does not come back, with a sentence that says so: such a process cannot use its GPU again. The default writes it to
    /// standard error and ends the process at once with exit code 70, so that a supervisor starts a new one.
    /// </summary>
    public Action<string> LastResort { get; init; } = reason =>
    {
        Console.Error.WriteLine(reason);
        ProcessEnd.Now(LastResortExitCode);
    };
}
