namespace Cdarts.Client.Commands;

/// <summary>Ends this process at once, whatever its training thread does.</summary>
internal static class ProcessEnd
{
    /// <inheritdoc cref="Silo.ProcessEnd.Now"/>
    public static void Now(ExitCode code) => Silo.ProcessEnd.Now((int)code);
}
