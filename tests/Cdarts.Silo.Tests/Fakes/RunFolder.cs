using Cdarts.Contracts.Events;
using Cdarts.Contracts.Grains;
using Cdarts.Silo.Embedded;

namespace Cdarts.Silo.Tests.Fakes;

/// <summary>A run folder that goes away with the test.</summary>
internal sealed class RunFolder : IDisposable
{
    private readonly CancellationTokenSource _patience = new(TimeSpan.FromSeconds(90));

    public string Path { get; } = Directory.CreateTempSubdirectory("cdarts-silo-").FullName;

    public string Name => System.IO.Path.GetFileName(Path);

    public InstantEngine Engine { get; } = new();

    public CancellationToken Patience => _patience.Token;

    public StartCommand Command => new(new() { Seed = 1 }, "hash", Path);

    public string File(string name) => System.IO.Path.Combine(Path, name);

    public Task<EmbeddedCluster> StartAsync() => EmbeddedCluster.StartAsync(new() { RunFolder = Path, RunName = Name, Engine = Engine.Services }, Patience);

    public async Task<RunStatus> RunToEndAsync(EmbeddedCluster cluster)
    {
        ICoordinatorGrain coordinator = cluster.Grains.GetGrain<ICoordinatorGrain>(Name);
        Assert.Equal(StartOutcome.Started, await coordinator.Start(Command));
        return await EndAsync(coordinator);
    }

    public async Task<RunStatus> EndAsync(ICoordinatorGrain coordinator)
    {
        await foreach (RunEvent item in coordinator.Watch(null, Patience))
        {
            if (item is RunEnded ended)
            {
                return ended.Status;
            }
        }

        throw new InvalidOperationException("The watch ended before the run.");
    }

    public void Dispose()
    {
        _patience.Dispose();
        Directory.Delete(Path, recursive: true);
    }
}
