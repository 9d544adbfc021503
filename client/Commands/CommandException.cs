using Cdarts.Engine;

namespace Cdarts.Client.Commands;

/// <summary>A command cannot be done; carries the exit code and one sentence.</summary>
internal sealed class CommandException : CdartsException
{
    public CommandException(ExitCode exitCode, string message) : base(message) => ExitCode = exitCode;

    public CommandException(ExitCode exitCode, string message, Exception cause) : base(message, cause) => ExitCode = exitCode;

    public ExitCode ExitCode { get; }
}
