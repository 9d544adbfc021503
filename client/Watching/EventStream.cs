using System.Runtime.CompilerServices;
using Cdarts.Client.Commands;
using Cdarts.Contracts.Events;
using Cdarts.Silo;
using Polly;
using Polly.Timeout;

namespace Cdarts.Client.Watching;

/// <summary>Opens a watch at the coordinator; called again, with the last position seen, when the watch breaks.</summary>
internal delegate IAsyncEnumerable<RunEvent> OpenWatch(EventPosition? after, CancellationToken cancellationToken);

/// <summary>One unbroken stream of events over watches that may break: opens again with jittered back-off until a total deadline.</summary>
internal sealed class EventStream(TimeProvider time, string runName, TimeSpan deadline)
{
    // Five missed heartbeats.
    private static readonly TimeSpan LongestSilence = TimeSpan.FromSeconds(10);

    private readonly ResiliencePipeline _opening = PatientRetry.Build(
        time, deadline, first: TimeSpan.FromMilliseconds(200), longest: TimeSpan.FromSeconds(5), CanTryAgain);

    /// <summary>Events until the run's end.</summary>
    /// <exception cref="CommandException">The coordinator did not answer until the deadline (exit code 3).</exception>
    public async IAsyncEnumerable<RunEvent> ReadAsync(OpenWatch open, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        EventPosition? last = null;
        while (true)
        {
            await using WatchAttempt watch = await OpenAsync(open, last, cancellationToken);
            do
            {
                last = watch.Current.Position;
                yield return watch.Current;
                if (watch.Current is RunEnded)
                {
                    yield break;
                }
            }
            while (await TryMoveAsync(watch, cancellationToken));
        }
    }

    private async Task<WatchAttempt> OpenAsync(OpenWatch open, EventPosition? last, CancellationToken cancellationToken)
    {
        Exception? lastError = null;
        try
        {
            return await _opening.ExecuteAsync(
                async token =>
                {
                    // The watch outlives this attempt: the attempt's token bounds the first event only.
                    WatchAttempt watch = new(open, last, time, cancellationToken);
                    try
                    {
                        return await watch.MoveAsync(LongestSilence, token) ? watch : throw new IOException("The watch ended without an event.");
                    }
                    catch (Exception error)
                    {
                        lastError = error;
                        await watch.DisposeAsync();
                        throw;
                    }
                },
                cancellationToken);
        }
        catch (TimeoutRejectedException error)
        {
            throw new CommandException(
                ExitCode.ClusterUnreachable,
                $"The process that runs {runName} did not answer for {deadline.TotalSeconds:0} s: see whether it lives, then try again.",
                lastError ?? error);
        }
    }

    private static bool CanTryAgain(Exception error) =>
        error is CommandException command ? command.ExitCode == ExitCode.ClusterUnreachable : error is not OperationCanceledException;

    // A watch that fails or falls silent is opened again; if that fails too, the reason is told then.
    private static async Task<bool> TryMoveAsync(WatchAttempt watch, CancellationToken cancellationToken)
    {
        try
        {
            return await watch.MoveAsync(LongestSilence, cancellationToken);
        }
        catch (Exception) when (!cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }
}
