using Cdarts.Contracts.Events;
using Cdarts.Contracts.Grains;
using Cdarts.Contracts.Specification;

namespace Cdarts.Grains.Tests.Fakes;

/// <summary>A run with a folder of its own, and short words for what tests do with it.</summary>
public sealed class TestRun : IDisposable
{
    private readonly CancellationTokenSource _patience = new(TimeSpan.FromSeconds(60));
    private readonly IGrainFactory _grains;

    public TestRun(FakeEngine engine, IGrainFactory grains, FakeRun run, RunSpec spec)
    {
        _grains = grains;
        Fake = run;
        Folder = Directory.CreateTempSubdirectory("cdarts-").FullName;
        Name = Path.GetFileName(Folder);
        engine.Runs[Folder] = run;
        Command = new(spec with { Seed = run.Cycles }, "hash", Folder);
    }

    public FakeRun Fake { get; }

    public string Folder { get; }

    public string Name { get; }

    public StartCommand Command { get; }

    public ICoordinatorGrain Coordinator => _grains.GetGrain<ICoordinatorGrain>(Name);

    public ISearchNetworkGrain Search => _grains.GetGrain<ISearchNetworkGrain>(Name);

    public IEvaluationNetworkGrain Evaluation => _grains.GetGrain<IEvaluationNetworkGrain>(Name);

    public CancellationToken Patience => _patience.Token;

    /// <summary>Journal without openings and closings.</summary>
    public IEnumerable<string> Phases => Fake.Journal.Where(j => j != "open" && !j.EndsWith("rehearse") && !j.Contains("join g") && !j.EndsWith("close"));

    public async Task<List<RunEvent>> WatchToEndAsync(EventPosition? after = null)
    {
        List<RunEvent> seen = [];
        await foreach (RunEvent item in Coordinator.Watch(after, Patience))
        {
            seen.Add(item);
        }

        return seen;
    }

    /// <summary>Watches again when the coordinator in front of the watch goes away.</summary>
    public async Task<List<RunEvent>> WatchToEndAfterLossAsync()
    {
        while (true)
        {
            try
            {
                List<RunEvent> seen = await WatchToEndAsync();
                if (seen.LastOrDefault() is RunEnded)
                {
                    return seen;
                }
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                // The next watch finds the next coordinator.
            }
        }
    }

    public async Task<RunStatus> RunToEndAsync()
    {
        Assert.Equal(StartOutcome.Started, await Coordinator.Start(Command));
        List<RunEvent> events = await WatchToEndAsync();
        return Assert.IsType<RunEnded>(events[^1]).Status;
    }

    public async Task<T> WaitForAsync<T>(Predicate<T> condition)
        where T : RunEvent
    {
        await foreach (RunEvent item in Coordinator.Watch(null, Patience))
        {
            if (item is T wanted && condition(wanted))
            {
                return wanted;
            }
        }

        throw new InvalidOperationException($"The run ended without {typeof(T).Name}.");
    }

    public void Dispose()
    {
        Fake.GateOpen.Set();
        _patience.Dispose();
        Directory.Delete(Folder, recursive: true);
    }
}
