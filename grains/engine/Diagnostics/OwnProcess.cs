using System.Runtime.InteropServices;

namespace Cdarts.Engine.Diagnostics;

/// <summary>The most sudden death: no finally block, no flush and no exit handler runs.</summary>
internal static partial class OwnProcess
{
    private const int SigKill = 9;

    /// <summary>Sends SIGKILL to this process; does not return.</summary>
    public static void Kill()
    {
        _ = Signal(ProcessId(), SigKill);
        Environment.FailFast("SIGKILL to the own process did not arrive.");
    }

    [LibraryImport("libc", EntryPoint = "getpid")]
    private static partial int ProcessId();

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Signal(int process, int signal);
}
