using Polly;
using Polly.Retry;

namespace Cdarts.Silo;

/// <summary>Attempts that are repeated with jittered, exponential back-off until a total deadline: how processes wait for others to answer.</summary>
public static class PatientRetry
{
    /// <summary>Builds the pipeline.</summary>
    /// <param name="time">Clock.</param>
    /// <param name="deadline">Bounds all attempts together; then a <see cref="Polly.Timeout.TimeoutRejectedException"/> is thrown.</param>
    /// <param name="first">Pause before the second attempt.</param>
    /// <param name="longest">Longest pause.</param>
    /// <param name="isPassing">Whether a failure may be over at the next attempt; others are thrown.</param>
    /// <param name="onRetry">Told of every failure that is followed by another attempt.</param>
    public static ResiliencePipeline Build(
        TimeProvider time, TimeSpan deadline, TimeSpan first, TimeSpan longest, Func<Exception, bool> isPassing, Action<Exception>? onRetry = null) =>
        new ResiliencePipelineBuilder { TimeProvider = time }
            .AddTimeout(deadline)
            .AddRetry(new RetryStrategyOptions
            {
                MaxRetryAttempts = int.MaxValue,
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
                Delay = first,
                MaxDelay = longest,
                ShouldHandle = new PredicateBuilder().Handle(isPassing),
                OnRetry = attempt =>
                {
                    onRetry?.Invoke(attempt.Outcome.Exception!);
                    return default;
                },
            })
            .Build();
}
