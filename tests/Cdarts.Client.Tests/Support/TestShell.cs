using Cdarts.Client.Commands;
using Cdarts.Client.Data;
using Cdarts.Client.Runs;
using Cdarts.Client.Watching;
using Cdarts.Contracts.Specification;
using Microsoft.Extensions.Time.Testing;
using Spectre.Console.Testing;

namespace Cdarts.Client.Tests.Support;

/// <summary>Runs command lines through the real command tree, in a folder of its own, against a fake cluster.</summary>
internal sealed class TestShell : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public TestShell()
    {
        Console.Profile.Width = 120;
        Variables[Cdarts.Client.Configuration.EnvironmentLayer.RunsVariable] = Runs;
    }

    public FakeClusters Clusters { get; } = new();

    public FakeTimeProvider Time { get; } = new(Samples.Start);

    /// <summary>The clock where waits must end by themselves.</summary>
    public TimeProvider? TimeOfDownloads { get; set; }

    public TestConsole Console { get; } = new();

    public StringWriter Out { get; } = new() { NewLine = "\n" };

    public StringWriter Error { get; } = new() { NewLine = "\n" };

    public Dictionary<string, string> Variables { get; } = [];

    public StopRequests Stops { get; set; } = new();

    /// <summary>True: one command catches stop requests several times, for several runs.</summary>
    public bool RunsSeveral { get; set; }

    public List<ExitCode> Aborts { get; } = [];

    public FakeEngineTools Engine { get; set; } = new();

    public DataServices Data { get; set; } = new([], new(), LoopbackServer.CreateClient);

    public string Runs => _folder.In("runs");

    public string File(string name, string content) => _folder.File(name, content);

    public string In(params string[] parts) => _folder.In(parts);

    public string CreateRun(string name, RunSpec? spec = null)
    {
        RunSpec used = spec ?? RunSpec.Cream;
        return new RunFolders(Runs).Create(new(name, used, RunSpecJson.Hash(used), "none", ProductVersions.All, Samples.Start));
    }

    public Task<ExitCode> RunAsync(params string[] arguments) => CommandHost.RunAsync(arguments, new ClientServices
    {
        Out = Out,
        Error = Error,
        Console = Console,
        IsLive = false,
        Variables = Variables,
        Time = TimeOfDownloads ?? Time,
        Clusters = Clusters,
        Engine = Engine,
        Data = Data,
        CatchStopRequests = () => RunsSeveral ? new() : Stops,
        Abort = Aborts.Add,
        CrashFolder = _folder.Path,
    });

    /// <summary>Runs a command line that must fail with one sentence and nothing on the output.</summary>
    public async Task<string> FailAsync(ExitCode expected, params string[] arguments)
    {
        ExitCode code = await RunAsync(arguments);
        Assert.Equal((expected, ""), (code, Out.ToString()));
        Assert.EndsWith("\n", Error.ToString());
        return Assert.Single(Error.ToString()[..^1].Split('\n'));
    }

    public void Dispose()
    {
        _folder.Dispose();
        Console.Dispose();
    }
}
