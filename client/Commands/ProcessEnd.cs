using System.Runtime.InteropServices;

namespace Cdarts.Client.Commands;

/// <summary>Ends this process at once, whatever its training thread does.</summary>
internal static class ProcessEnd
{
    /// <summary>
    /// Not through Environment.Exit: that runs the exit handlers of native libraries while the training thread still uses them, which crashes.
    /// </summary>
    public static void Now(ExitCode code)
    {
        Console.Out.Flush();
        Console.Error.Flush();
        Exit((int)code);
    }

    [DllImport("libc", EntryPoint = "_exit")]
    private static extern void Exit(int status);
}
