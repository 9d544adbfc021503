using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Cdarts.Client.Cluster;
using Cdarts.Client.Commands;
using Cdarts.Contracts.Events;
using Cdarts.Contracts.Grains;
using Cdarts.Silo.Clients;

namespace Cdarts.Client.Tests.Support;

/// <summary>A cluster whose coordinator is played by the test.</summary>
internal sealed class FakeClusters : IRunClusterFactory
{
    private readonly Channel<RunEvent> _events = Channel.CreateUnbounded<RunEvent>();

    public HashSet<string> RunningFolders { get; } = [];

    public List<StartCommand> Started { get; } = [];

    public StartOutcome Outcome { get; set; } = StartOutcome.Started;

    public RunStatus Status { get; set; } = Samples.Status(RunState.Running);

    public Func<Task>? BeforeStart { get; set; }

    /// <summary>Called when the console asks to stop.</summary>
    public Action<bool>? OnStop { get; set; }

    /// <summary>Called when the console asks to pause.</summary>
    public Action? OnPause { get; set; }

    /// <summary>Clusters that were joined, as they are shown.</summary>
    public List<string> Joined { get; } = [];

    public List<SiloEntry> Silos { get; } = [];

    public List<RunEntry> Runs { get; } = [];

    /// <summary>How many starts fail before one works.</summary>
    public int FailingStarts { get; set; }

    public int Connections { get; private set; }

    public int Disposed { get; private set; }

    /// <summary>How many connections fail before one works.</summary>
    public int FailingConnections { get; set; }

    public List<EventPosition?> WatchedAfter { get; } = [];

    public List<string> Warnings { get; } = [];

    public FakeClusters Send(params RunEvent[] events)
    {
        foreach (RunEvent happened in events)
        {
            _events.Writer.TryWrite(happened);
        }

        return this;
    }

    public FakeClusters End(RunStatus status) => Send(new RunEnded(Samples.At(99), Samples.Start, status));

    /// <summary>Breaks the watch.</summary>
    public void Break() => _events.Writer.TryComplete(new IOException("The connection is gone."));

    public async Task<IRunCluster> StartAsync(string runFolder, string runName, string device, CancellationToken cancellationToken)
    {
        if (BeforeStart is not null)
        {
            await BeforeStart();
        }

        cancellationToken.ThrowIfCancellationRequested();
        return RunningFolders.Add(runFolder)
            ? new Cluster(this, runFolder)
            : throw new CommandException(ExitCode.NotFoundOrInUse, $"Run {runName} is in use.");
    }

    public bool IsRunning(string runFolder) => RunningFolders.Contains(runFolder);

    public Task<IRunCluster> ConnectAsync(string runFolder, string runName, CancellationToken cancellationToken)
    {
        Connections++;
        return FailingConnections-- > 0
            ? throw new CommandException(ExitCode.ClusterUnreachable, "Nobody answers.")
            : Task.FromResult<IRunCluster>(new Cluster(this, null));
    }

    public Task<IRemoteCluster> JoinAsync(ClusterAddress address, CancellationToken cancellationToken)
    {
        Joined.Add(address.ToString());
        return FailingConnections-- > 0
            ? throw new CommandException(ExitCode.ClusterUnreachable, "Nobody answers.")
            : Task.FromResult<IRemoteCluster>(new Remote(this));
    }

    private sealed class Remote(FakeClusters owner) : IRemoteCluster
    {
        public IRunCluster Run(string runName) => new Cluster(owner, null);

        public Task<IReadOnlyList<SiloEntry>> SilosAsync() => Task.FromResult<IReadOnlyList<SiloEntry>>(owner.Silos);

        public Task<IReadOnlyList<RunEntry>> RunsAsync() => Task.FromResult<IReadOnlyList<RunEntry>>(owner.Runs);

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }

    private sealed class Cluster(FakeClusters owner, string? ownFolder) : IRunCluster
    {
        public IReadOnlyList<string> Warnings => owner.Warnings;

        public Task<StartOutcome> StartAsync(StartCommand command)
        {
            if (owner.FailingStarts-- > 0)
            {
                throw new IOException("The silo is gone.");
            }

            owner.Started.Add(command);
            return Task.FromResult(owner.Outcome);
        }

        public Task StopAsync(bool checkpoint)
        {
            owner.OnStop?.Invoke(checkpoint);
            return Task.CompletedTask;
        }

        public Task PauseAsync()
        {
            owner.OnPause?.Invoke();
            return Task.CompletedTask;
        }

        public Task<RunStatus> StatusAsync() => Task.FromResult(owner.Status);

        public async IAsyncEnumerable<RunEvent> Watch(EventPosition? after, [EnumeratorCancellation] CancellationToken cancellationToken)
        {
            owner.WatchedAfter.Add(after);
            yield return new RunSnapshot(Samples.At(0), Samples.Start, owner.Status);
            await foreach (RunEvent happened in owner._events.Reader.ReadAllAsync(cancellationToken))
            {
                yield return happened;
                if (happened is RunEnded)
                {
                    yield break;
                }
            }
        }

        public ValueTask DisposeAsync()
        {
            owner.Disposed++;
            owner.RunningFolders.Remove(ownFolder ?? "");
            return ValueTask.CompletedTask;
        }
    }
}
