using Cdarts.Contracts.Specification;
using Cdarts.Grains.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Storage;
using Orleans.TestingHost;

namespace Cdarts.Grains.Tests.Fakes;

/// <summary>Silos in this process, each with one fake device.</summary>
public abstract class TestCluster(short silos) : IAsyncLifetime
{
    private readonly HashSet<TestRun> _runs = [];
    private InProcessTestCluster _cluster = null!;

    public FakeEngine Engine { get; } = new();

    public IGrainFactory Grains => _cluster.Client;

    public IReadOnlyList<IServiceProvider> SiloServices => [.. _cluster.Silos.Select(s => s.ServiceProvider)];

    public async Task InitializeAsync()
    {
        InProcessTestClusterBuilder builder = new(silos);
        builder.ConfigureSilo((_, silo) =>
        {
            silo.AddMemoryGrainStorage(GrainStorageNames.Runs);
            silo.AddCdarts(
                Engine.Services,
                r => (r.AnnounceInterval, r.ProgressInterval, r.ReportRetry) = (Ms(20), Ms(10), Ms(20)),
                c => (c.MinimumReplicas, c.FormationPoll, c.TrainingPollFactor, c.Quarantine) = (silos, Ms(10), 2, Ms(50)));
        });
        _cluster = builder.Build();
        await _cluster.DeployAsync();

        static TimeSpan Ms(int value) => TimeSpan.FromMilliseconds(value);
    }

    public async Task DisposeAsync()
    {
        foreach (TestRun run in _runs)
        {
            run.Fake.GateOpen.Set();
        }

        await _cluster.DisposeAsync();
    }

    public TestRun NewRun(FakeRun? run = null, RunSpec? spec = null)
    {
        TestRun created = new(Engine, Grains, run ?? new(), spec ?? new());
        _runs.Add(created);
        return created;
    }

    /// <summary>Reads a grain's stored state, and can write it as another activation would.</summary>
    public async Task<StoredState<T>> ReadStateAsync<T>(string stateName, IAddressable grain)
        where T : new()
    {
        IGrainStorage storage = SiloServices[0].GetRequiredKeyedService<IGrainStorage>(GrainStorageNames.Runs);
        GrainState<T> state = new(new T());
        await storage.ReadStateAsync(stateName, grain.GetGrainId(), state);
        return new(state, () => storage.WriteStateAsync(stateName, grain.GetGrainId(), state));
    }
}

/// <summary>A grain's state in storage.</summary>
public sealed record StoredState<T>(GrainState<T> State, Func<Task> WriteAsync);

public sealed class OneReplica() : TestCluster(1);

public sealed class TwoReplicas() : TestCluster(2);

public sealed class ThreeReplicas() : TestCluster(3);
