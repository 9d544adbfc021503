using System.Runtime.InteropServices;

namespace Cdarts.Engine.Collectives.Nccl;

/// <summary>Ends the process without running anything of it: finalizers and exit handlers would wait for the GPU call that is stuck.</summary>
internal static partial class ProcessEnd
{
    /// <summary>EX_SOFTWARE of sysexits.h.</summary>
    internal const int ExitCode = 70;

    internal static void Now(string reason)
    {
        Console.Error.WriteLine(reason);
        Exit(ExitCode);
    }

    [LibraryImport("libc", EntryPoint = "_exit")]
    private static partial void Exit(int status);
}
