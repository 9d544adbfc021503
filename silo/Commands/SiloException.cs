using Cdarts.Engine;

namespace Cdarts.Silo.Commands;

/// <summary>A silo cannot be started or go on; carries the exit code and one sentence.</summary>
internal sealed class SiloException : CdartsException
{
    public SiloException(SiloExitCode exitCode, string message) : base(message) => ExitCode = exitCode;

    public SiloException(SiloExitCode exitCode, string message, Exception cause) : base(message, cause) => ExitCode = exitCode;

    public SiloExitCode ExitCode { get; }
}
