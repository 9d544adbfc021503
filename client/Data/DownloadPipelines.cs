using Polly;
using Polly.Retry;
using Polly.Timeout;

namespace Cdarts.Client.Data;

/// <summary>How attempts at a file are repeated and bounded.</summary>
/// <param name="Deadline">Bounds all attempts together.</param>
/// <param name="Attempts">Repeats attempts that failed in passing, with jittered exponential back-off, and bounds each.</param>
internal sealed record DownloadPipelines(ResiliencePipeline Deadline, ResiliencePipeline<bool> Attempts)
{
    /// <summary>Builds them.</summary>
    /// <param name="options">Limits.</param>
    /// <param name="time">Clock of waits and limits.</param>
    /// <param name="onRetry">Told why an attempt failed and how long the wait is.</param>
    public static DownloadPipelines Build(DownloadOptions options, TimeProvider time, Action<string, TimeSpan> onRetry) => new(
        new ResiliencePipelineBuilder { TimeProvider = time }.AddTimeout(options.Deadline).Build(),
        new ResiliencePipelineBuilder<bool> { TimeProvider = time }
            .AddRetry(new RetryStrategyOptions<bool>
            {
                MaxRetryAttempts = options.Retries,
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
                Delay = options.Delay,
                MaxDelay = options.MaxDelay,
                ShouldHandle = new PredicateBuilder<bool>().Handle<PassingDownloadException>().Handle<TimeoutRejectedException>(),
                DelayGenerator = arguments => ValueTask.FromResult(Asked(arguments.Outcome.Exception, options)),
                OnRetry = arguments =>
                {
                    onRetry(Reason(arguments.Outcome.Exception!, options), arguments.RetryDelay);
                    return ValueTask.CompletedTask;
                },
            })
            .AddTimeout(options.AttemptTimeout)
            .Build());

    /// <summary>Why an attempt failed.</summary>
    public static string Reason(Exception error, DownloadOptions options) => error is TimeoutRejectedException
        ? $"it took longer than {options.AttemptTimeout.TotalMinutes:0} minutes"
        : error.Message;

    // What the server asks for, up to the longest wait; null: the back-off's own.
    private static TimeSpan? Asked(Exception? error, DownloadOptions options) =>
        (error as PassingDownloadException)?.RetryAfter is { } asked && asked > TimeSpan.Zero
            ? asked < options.MaxDelay ? asked : options.MaxDelay
            : null;
}
