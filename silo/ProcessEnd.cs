using System.Runtime.InteropServices;

namespace Cdarts.Silo;

/// <summary>Ends this process at once, whatever its training thread does.</summary>
public static partial class ProcessEnd
{
    /// <summary>
    /// Not through Environment.Exit: that runs the exit handlers of native libraries while the training thread still uses them, which crashes.
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
