namespace Cdarts.Client.Commands;

/// <summary>Ends this process at once, whatever its training thread does.</summary>
internal static class ProcessEnd
{
    /// <inheritdoc cref="Cdarts.Engine.Native.ProcessEnd.Now"/>
    public static void Now(ExitCode code) => Cdarts.Engine.Native.ProcessEnd.Now((int)code);
}
