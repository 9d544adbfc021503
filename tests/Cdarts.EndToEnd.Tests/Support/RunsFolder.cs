using System.Text.Json;

namespace Cdarts.EndToEnd.Tests.Support;

/// <summary>A folder of runs and the commands that a test gives about them. Gone after the test.</summary>
internal sealed class RunsFolder : IDisposable
{
    /// <summary>Name of the run where a test needs one only.</summary>
    public const string Name = "small";

    private readonly TemporaryFolder _folder = new();

    /// <summary>The folder of the runs.</summary>
    public string Path => _folder.In("runs");

    /// <summary>A path beside the folder of the runs.</summary>
    public string Beside(string name) => _folder.In(name);

    public string Run(string name = Name) => System.IO.Path.Combine(Path, name);

    /// <summary>The command line of a small search on small pictures.</summary>
    public IReadOnlyList<string> SearchArguments(string name = Name) =>
        ["search", "--runs", Path, "--name", name, .. SmallSearch.Settings, .. Data];

    /// <summary>The command line of a small retraining on small pictures.</summary>
    /// <param name="cell">What is retrained.</param>
    /// <param name="name">Name of the run.</param>
    public IReadOnlyList<string> RetrainArguments(string cell, string name = Name) =>
        ["retrain", cell, "--runs", Path, "--name", name, .. SmallRetraining.Settings, .. Data];

    /// <summary>Starts a small search whose output are events as lines of JSON.</summary>
    public ConsoleProcess StartSearch(string failpoints = "", string name = Name) => ConsoleProcess.Start([.. SearchArguments(name), "--json"], failpoints);

    /// <summary>Runs a small search to its end, whatever that is.</summary>
    public async Task<ConsoleResult> SearchAsync(string failpoints = "", string name = Name)
    {
        using ConsoleProcess search = StartSearch(failpoints, name);
        return await search.EndAsync();
    }

    /// <summary>Starts to resume a run; its output are events as lines of JSON.</summary>
    public ConsoleProcess StartResume(string failpoints = "") => ConsoleProcess.Start(["resume", Name, "--runs", Path, "--json"], failpoints);

    /// <summary>Resumes a run to its end, whatever that is.</summary>
    public async Task<ConsoleResult> TryResumeAsync(string failpoints)
    {
        using ConsoleProcess resume = StartResume(failpoints);
        return await resume.EndAsync();
    }

    /// <summary>Resumes a run, which must then end as it should.</summary>
    public async Task<ConsoleResult> ResumeAsync()
    {
        ConsoleResult resumed = await TryResumeAsync(failpoints: "");
        Assert.True(resumed.ExitCode == 0, $"{resumed}");
        return resumed;
    }

    /// <summary>Runs a command on this folder.</summary>
    public Task<ConsoleResult> CommandAsync(params IEnumerable<string> command) => ConsoleProcess.RunAsync([.. command, "--runs", Path]);

    /// <summary>What <c>status --json</c> says of a run.</summary>
    public async Task<JsonElement> StatusAsync(string name = Name)
    {
        ConsoleResult status = await CommandAsync("status", name, "--json");
        Assert.True(status.ExitCode == 0, $"{status}");
        return JsonDocument.Parse(status.Output).RootElement;
    }

    public void Dispose() => _folder.Dispose();

    private static IEnumerable<string> Data => [.. SmallSearch.Set("data.name=idx"), .. SmallSearch.Set($"data.path={Pictures}")];

    // One folder for all tests: the path is part of the specification, and the files are only read.
    private static string Pictures => PicturesOfAll.Value;

    private static readonly Lazy<string> PicturesOfAll = new(() =>
    {
        TemporaryFolder folder = new();
        AppDomain.CurrentDomain.ProcessExit += (_, _) => folder.Dispose();
        return SmallPictures.Write(folder.Path);
    });
}
