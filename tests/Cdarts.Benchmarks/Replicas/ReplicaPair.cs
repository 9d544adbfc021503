using System.Runtime.ExceptionServices;
using Cdarts.Benchmarks.Measuring;
using Cdarts.Benchmarks.Steps;
using Cdarts.Engine.Collectives;
using Cdarts.Engine.Networks;

namespace Cdarts.Benchmarks.Replicas;

/// <summary>
/// Two replicas, each on a thread of its own with two sets of networks: one that trains alone, one that trains with the other replica's. Both replicas
/// do the same at the same time, so that they share the machine equally in both cases.
/// </summary>
internal sealed class ReplicaPair : IDisposable
{
    /// <summary>Rounds that are not counted.</summary>
    private const int Warmup = 2;

    private readonly StepSize _size;
    private readonly NetworkForm _form;
    private readonly CancellationTokenSource _cancel = new();
    private readonly Barrier _gate;
    private readonly List<(Moment Start, Moment End)>[] _sections = [[], []];
    private Exception? _failure;

    internal ReplicaPair(StepSize size, NetworkForm form)
    {
        _size = size;
        _form = form;
        _gate = new Barrier(2);
        Collectives = InProcessCollective.Pair(_cancel.Token);
    }

    internal IReadOnlyList<InProcessCollective> Collectives { get; }

    /// <summary>Rounds of both replicas alone.</summary>
    internal Throughput Unconnected { get; } = new();

    /// <summary>Rounds of the group.</summary>
    internal Throughput Connected { get; } = new();

    /// <summary>Connected steps, those that are not timed included.</summary>
    internal int ConnectedSteps { get; private set; }

    /// <summary>SHA-256 of the alphas of both connected replicas.</summary>
    internal string? Digest { get; private set; }

    /// <summary>Runs all rounds, after those that are not counted.</summary>
    internal void Run(int steps, int rounds)
    {
        Thread[] threads = [.. Collectives.Select(collective =>
            new Thread(() => Guard(() => Train(collective, steps, Warmup + rounds))) { Name = $"replica {collective.Rank}" })];
        foreach (Thread thread in threads)
        {
            thread.Start();
        }

        foreach (Thread thread in threads)
        {
            thread.Join();
        }

        if (_failure is not null)
        {
            ExceptionDispatchInfo.Throw(_failure);
        }

        ConnectedSteps = (Warmup + rounds) * steps;
        for (int section = 2 * Warmup; section < _sections[0].Count; section++)
        {
            (IsConnected(section) ? Connected : Unconnected).Add(_size.Batch, steps, [_sections[0][section], _sections[1][section]]);
        }
    }

    public void Dispose()
    {
        _gate.Dispose();
        _cancel.Dispose();
    }

    /// <summary>Two sections make a round; which case comes first in it changes.</summary>
    private static bool IsConnected(int section) => (section + (section / 2)) % 2 == 1;

    /// <summary>A replica's thread.</summary>
    private void Train(InProcessCollective collective, int steps, int rounds)
    {
        StepData data = new(_size, seed: (ulong)collective.Rank);
        using TrainingSetup alone = new(_size, _form, data, new SingleCollective()), grouped = new(_size, _form, data, collective);
        for (int section = 0; section < 2 * rounds; section++)
        {
            TrainingSetup setup = IsConnected(section) ? grouped : alone;
            _gate.SignalAndWait(_cancel.Token);
            Moment start = Moment.Now;
            for (int step = 0; step < steps; step++)
            {
                setup.Joint();
            }

            _sections[collective.Rank].Add((start, Moment.Now));

            // Nothing of the next section begins before the slower replica has ended this one.
            _gate.SignalAndWait(_cancel.Token);
        }

        string digest = grouped.Mutator.RequireEqualOnAllReplicas();
        if (collective.Rank == 0)
        {
            Digest = digest;
        }
    }

    /// <summary>A replica that fails ends the other's waiting; the first failure is the one that counts.</summary>
    private void Guard(Action body)
    {
        try
        {
            body();
        }
        catch (Exception failure)
        {
            Interlocked.CompareExchange(ref _failure, failure, null);
            _cancel.Cancel();
        }
    }
}
