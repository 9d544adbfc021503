using Cdarts.Silo.Commands;
using Microsoft.Extensions.Logging;

namespace Cdarts.Silo.Membership;

/// <summary>
/// What happens when Orleans cannot go on in this process. Orleans' own way is to abort it, with a dump and a stack trace; being declared dead by the others is
/// nothing unforeseen for a silo that was frozen or cut off.
/// </summary>
/// <param name="exit">Ends the process at once; whatever the replica does is void, since its group has gone on without it.</param>
/// <param name="logger">Log.</param>
internal sealed partial class FatalEnd(Action<SiloExitCode> exit, ILogger<FatalEnd> logger) : IFatalErrorHandler
{
    // The text is Orleans'; there is no type for it.
    private const string ToldDead = "told I am dead";

    /// <inheritdoc/>
    public bool IsUnexpected(Exception exception) => exception is not (OperationCanceledException or ObjectDisposedException);

    /// <inheritdoc/>
    public void OnFatalException(object? sender, string? context, Exception? exception)
    {
        bool isDead = context?.Contains(ToldDead, StringComparison.OrdinalIgnoreCase) == true;
        if (isDead)
        {
            DeclaredDead(logger);
        }
        else
        {
            Unexpected(logger, context, exception);
        }

        exit(isDead ? SiloExitCode.DeclaredDead : SiloExitCode.Unexpected);
    }

    [LoggerMessage(1, LogLevel.Critical, "The others have declared this silo dead while it lived, since it was frozen or cut off: it ends now, and can be started again")]
    private static partial void DeclaredDead(ILogger logger);

    [LoggerMessage(2, LogLevel.Critical, "The silo cannot go on: {Context}")]
    private static partial void Unexpected(ILogger logger, string? context, Exception? exception);
}
