using System.Runtime.InteropServices;

namespace Cdarts.Engine.Native;

/// <summary>Ends this process at once, whatever its training thread, or a GPU call that is stuck, does.</summary>
public static partial class ProcessEnd
{
    /// <summary>
    /// Not through Environment.Exit: that runs finalizers and the exit handlers of native libraries while the training thread still uses them, which crashes, or
    /// waits for ever.
    /// </summary>
    /// <param name="exitCode">Exit code.</param>
    public static void Now(int exitCode)
    {
        Console.Out.Flush();
        Console.Error.Flush();
        Exit(exitCode);
    }

    [LibraryImport("libc", EntryPoint = "_exit")]
    private static partial void Exit(int status);
}
