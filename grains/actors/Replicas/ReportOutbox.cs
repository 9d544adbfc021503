using System.Threading.Channels;
using Cdarts.Contracts.Grains;
using Microsoft.Extensions.Logging;

namespace Cdarts.Grains.Replicas;

/// <summary>
/// Reports of one generation to the coordinator, in order; each is repeated until it is answered or the generation is left. Thread-safe.
/// </summary>
internal sealed partial class ReportOutbox : IDisposable
{
    private readonly Channel<Func<ICoordinatorGrain, Task>> _reports = Channel.CreateUnbounded<Func<ICoordinatorGrain, Task>>(
        new() { SingleReader = true });
    private readonly CancellationTokenSource _left = new();
    private readonly ICoordinatorGrain _coordinator;
    private readonly TimeProvider _time;
    private readonly TimeSpan _retry;
    private readonly ILogger _logger;

    /// <summary>Starts the outbox.</summary>
    public ReportOutbox(ICoordinatorGrain coordinator, TimeProvider time, TimeSpan retry, ILogger logger)
    {
        _coordinator = coordinator;
        _time = time;
        _retry = retry;
        _logger = logger;
        _ = Task.Run(LoopAsync);
    }

    /// <summary>Adds a report; returns at once.</summary>
    public void Post(Func<ICoordinatorGrain, Task> report) => _reports.Writer.TryWrite(report);

    /// <summary>Adds something to do once every report before it is answered.</summary>
    public void Then(Action action) => Post(_ =>
    {
        action();
        return Task.CompletedTask;
    });

    /// <summary>Leaves the generation: reports that are not answered yet are dropped.</summary>
    public void Dispose()
    {
        _reports.Writer.TryComplete();
        _left.Cancel();
    }

    private async Task LoopAsync()
    {
        try
        {
            await foreach (Func<ICoordinatorGrain, Task> report in _reports.Reader.ReadAllAsync(_left.Token))
            {
                while (!await SentAsync(report))
                {
                    await Task.Delay(_retry, _time, _left.Token);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The generation was left.
        }
    }

    private async Task<bool> SentAsync(Func<ICoordinatorGrain, Task> report)
    {
        try
        {
            await report(_coordinator).WaitAsync(_left.Token);
            return true;
        }
        catch (Exception e) when (!_left.IsCancellationRequested)
        {
            NotAnswered(_logger, e.Message);
            return false;
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "The coordinator did not answer a report; it is sent again: {Problem}")]
    private static partial void NotAnswered(ILogger logger, string problem);
}
