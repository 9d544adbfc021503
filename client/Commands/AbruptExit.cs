using System.Runtime.InteropServices;

namespace Cdarts.Client.Commands;

/// <summary>Ends the process, whatever its training thread does.</summary>
internal static class AbruptExit
{
    /// <summary>
    /// Ends the process with this code, at once; does not return. <see cref="Environment.Exit"/> and a return from the program would destroy LibTorch's
    /// statics under a training thread that is inside it, whose fault then takes the place of the exit code.
    /// </summary>
    public static void With(ExitCode code)
    {
        Console.Out.Flush();
        Console.Error.Flush();
        ExitNow((int)code);
    }

    [DllImport("libc", EntryPoint = "_exit")]
    private static extern void ExitNow(int status);
}
