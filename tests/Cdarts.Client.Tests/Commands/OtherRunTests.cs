using Cdarts.Client.Commands;
using Cdarts.Client.Rendering;
using Cdarts.Client.Runs;
using Cdarts.Client.Tests.Support;
using Cdarts.Client.Watching;
using Cdarts.Contracts.Events;
using Cdarts.Contracts.Grains;
using Cdarts.Contracts.Specification;
using Cdarts.Silo.Clients;
using Spectre.Console.Testing;

namespace Cdarts.Client.Tests.Commands;

public sealed class OtherRunTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly TestConsole _console = new();
    private readonly FakeClusters _clusters = new();
    private readonly FoundRun _run;

    public OtherRunTests()
    {
        RunManifest manifest = new("demo", RunSpec.Cream, RunSpecJson.Hash(RunSpec.Cream), "none", ProductVersions.All, Samples.Start);
        _run = new(manifest, RunLocation.Of(manifest, new RunFolders(_folder.Path).Create(manifest)), Cluster: null);
        _clusters.RunningFolders.Add(_run.Folder);
    }

    public void Dispose()
    {
        _folder.Dispose();
        _console.Dispose();
    }

    [Fact]
    public async Task A_process_that_is_slow_to_be_reached_is_reached()
    {
        _clusters.FailingConnections = 3;

        Assert.Equal(_clusters.Status, await Other().StatusAsync(_run, CancellationToken.None));
        Assert.Equal(4, _clusters.Connections);
    }

    [Fact]
    public async Task A_process_that_cannot_be_reached_is_unreachable()
    {
        _clusters.FailingConnections = int.MaxValue;

        CommandException error = await Assert.ThrowsAsync<CommandException>(() => Other().StatusAsync(_run, CancellationToken.None));

        Assert.Equal(ExitCode.ClusterUnreachable, error.ExitCode);
    }

    [Fact]
    public async Task When_the_process_dies_the_folder_tells_the_end()
    {
        List<RunEvent> events = [];
        await foreach (RunEvent happened in Other().ReadAsync(_run, CancellationToken.None))
        {
            events.Add(happened);
            // The process is gone, and so is its watch.
            _clusters.RunningFolders.Clear();
            _clusters.Break();
        }

        Assert.IsType<RunSnapshot>(events[0]);
        Assert.Equal(RunState.Unknown, Assert.IsType<RunEnded>(events[1]).Status.State);
        Assert.Equal(2, events.Count);
    }

    [Fact]
    public async Task A_cluster_that_was_started_anew_and_does_not_know_the_run_leaves_the_word_to_its_folder()
    {
        _clusters.Status = Samples.Status(RunState.Unknown);
        FoundRun run = _run with { Cluster = ClusterAddress.Parse("redis:1", "lab") };

        List<RunEvent> events = [];
        await foreach (RunEvent happened in Other().ReadAsync(run, CancellationToken.None))
        {
            events.Add(happened);
        }

        Assert.Equal("demo", Assert.IsType<RunEnded>(Assert.Single(events)).Status.Name);
        Assert.Equal(["cluster lab at redis:1"], _clusters.Joined);
    }

    private OtherRun Other() => new(new ClientServices
    {
        Out = TextWriter.Null,
        Error = TextWriter.Null,
        Console = _console,
        IsLive = false,
        Variables = new Dictionary<string, string>(),
        Time = new JumpingTime(),
        Clusters = _clusters,
        Engine = new FakeEngineTools(),
        Data = new([], new(), LoopbackServer.CreateClient),
        CatchStopRequests = () => new StopRequests(),
        Abort = _ => { },
        CrashFolder = _folder.Path,
    });
}
