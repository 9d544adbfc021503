using Cdarts.Client.Commands;
using Cdarts.Client.Runs;
using Cdarts.Client.Tests.Support;
using Cdarts.Contracts.Events;
using Cdarts.Contracts.Grains;

namespace Cdarts.Client.Tests.Commands;

/// <summary>search, resume and the commands about a run, with a cluster.</summary>
public sealed class ClusterRunTests : IDisposable
{
    private static readonly string[] Lab = ["--redis", "redis.example:6379,user=u,password=secret", "--cluster", "lab"];

    private readonly TestShell _shell = new();

    public void Dispose() => _shell.Dispose();

    [Fact]
    public async Task A_search_is_handed_to_the_cluster_and_followed()
    {
        _shell.Clusters.End(Samples.Status(RunState.Completed, Samples.Outcome));

        Assert.Equal((ExitCode.Done, ""), (await _shell.RunAsync(["search", "--name", "a", .. Lab]), _shell.Error.ToString()));

        Assert.Equal(["cluster lab at redis.example:6379"], _shell.Clusters.Joined);
        Assert.Equal(_shell.In("runs", "a"), Assert.Single(_shell.Clusters.Started).RunFolder);
        Assert.Empty(_shell.Clusters.RunningFolders);
        Assert.Contains("45.7 % of 1,000 pictures", _shell.Console.Output);
    }

    [Fact]
    public async Task The_run_remembers_its_cluster_and_no_password()
    {
        await DetachAsync();

        Assert.Equal(new RunClusterFile("redis.example:6379", "lab"), RunClusterFile.TryRead(_shell.In("runs", "a")));
        Assert.DoesNotContain("secret", File.ReadAllText(_shell.In("runs", "a", "cluster.json")));
        Assert.DoesNotContain("secret", _shell.Out.ToString());
    }

    [Fact]
    public async Task A_detached_console_leaves_at_once_and_tells_how_to_watch()
    {
        await DetachAsync();

        Assert.Single(_shell.Clusters.Started);
        Assert.Contains("is trained by cluster lab at redis.example:6379: look at it with `cdarts watch ", _shell.Out.ToString());
        Assert.Empty(_shell.Clusters.WatchedAfter);
    }

    [Fact]
    public async Task A_start_whose_answer_was_lost_is_given_again()
    {
        _shell.TimeOfDownloads = new JumpingTime();
        _shell.Clusters.FailingStarts = 3;

        await DetachAsync();

        Assert.Single(_shell.Clusters.Started);
    }

    [Fact]
    public async Task A_cluster_that_nobody_serves_leaves_no_run_behind()
    {
        _shell.Clusters.FailingConnections = 1;

        Assert.Equal("Nobody answers.", await _shell.FailAsync(ExitCode.ClusterUnreachable, ["search", "--name", "a", .. Lab]));

        Assert.False(Directory.Exists(_shell.In("runs", "a")));
    }

    [Fact]
    public async Task The_first_stop_stops_the_run_of_the_cluster()
    {
        List<bool> stopped = [];
        _shell.Clusters.OnStop = checkpoint =>
        {
            stopped.Add(checkpoint);
            _shell.Clusters.End(Samples.Status(RunState.Stopped, checkpoint: Samples.Checkpoint));
        };
        Task<ExitCode> search = _shell.RunAsync(["search", "--name", "a", .. Lab]);

        _shell.Stops.Raise();

        Assert.Equal(ExitCode.Stopped, await search);
        Assert.Equal([true], stopped);
    }

    [Fact]
    public async Task Detaching_needs_a_cluster() =>
        Assert.Contains("--detach", await _shell.FailAsync(ExitCode.BadConfiguration, "search", "--detach"));

    [Fact]
    public async Task A_campaign_cannot_be_detached() =>
        Assert.Contains("--seeds", await _shell.FailAsync(ExitCode.BadConfiguration, ["search", "--detach", "--seeds", "1,2", .. Lab]));

    [Fact]
    public async Task Variables_name_the_cluster_as_well()
    {
        _shell.Variables["CDARTS_REDIS"] = "other:1";
        _shell.Variables["CDARTS_CLUSTER"] = "home";
        _shell.Clusters.End(Samples.Status(RunState.Completed, Samples.Outcome));

        Assert.Equal((ExitCode.Done, ""), (await _shell.RunAsync("search"), _shell.Error.ToString()));

        Assert.Equal(["cluster home at other:1"], _shell.Clusters.Joined);
    }

    [Theory]
    [InlineData("status")]
    [InlineData("watch")]
    [InlineData("resume")]
    [InlineData("pause")]
    [InlineData("stop")]
    [InlineData("wait")]
    public async Task Without_its_redis_a_run_of_a_cluster_says_what_to_give(string command)
    {
        await DetachAsync();
        _shell.Out.GetStringBuilder().Clear();

        Assert.Equal("The run a is trained by cluster lab: give --redis redis.example:6379.", await _shell.FailAsync(ExitCode.BadConfiguration, command, "a"));
    }

    [Fact]
    public async Task Another_cluster_is_refused()
    {
        await DetachAsync();
        _shell.Out.GetStringBuilder().Clear();

        Assert.Equal(
            "The run a is trained by cluster lab, not by home: give --cluster lab.",
            await _shell.FailAsync(ExitCode.BadConfiguration, "status", "a", "--redis", "redis.example:6379", "--cluster", "home"));
    }

    [Fact]
    public async Task The_run_knows_the_name_of_its_cluster()
    {
        await DetachAsync();

        Assert.Equal(ExitCode.Done, await _shell.RunAsync("status", "a", "--redis", "redis.example:6379"));

        Assert.Equal("cluster lab at redis.example:6379", _shell.Clusters.Joined[^1]);
    }

    [Fact]
    public async Task A_completed_run_needs_no_cluster()
    {
        await DetachAsync();
        _shell.File("runs/a/results.json", ResumeCommandTests.Results);

        Assert.Equal(ExitCode.Done, await _shell.RunAsync("status", "a"));

        Assert.Single(_shell.Clusters.Joined);
        Assert.Contains("50.0 % of 1,000 pictures", _shell.Console.Output);
    }

    [Fact]
    public async Task A_run_that_lies_elsewhere_is_found_through_the_cluster()
    {
        string folder = _shell.CreateRun("far");
        string moved = _shell.In("elsewhere");
        Directory.Move(folder, moved);
        _shell.Clusters.Runs.Add(new("far", moved, RunState.Running, Samples.Start));
        RunClusterFile.Write(moved, Cdarts.Silo.Clients.ClusterAddress.Parse("redis.example:6379", "lab"));

        Assert.Equal((ExitCode.Done, ""), (await _shell.RunAsync(["status", "far", .. Lab]), _shell.Error.ToString()));
    }

    [Fact]
    public async Task A_resume_hands_the_run_to_the_cluster_again()
    {
        _shell.RunsSeveral = true;
        await DetachAsync();
        _shell.Clusters.Send(new StateChanged(Samples.At(1), Samples.Start, RunState.Running)).End(Samples.Status(RunState.Completed, Samples.Outcome));

        Assert.Equal((ExitCode.Done, ""), (await _shell.RunAsync(["resume", "a", .. Lab]), _shell.Error.ToString()));

        Assert.Equal(2, _shell.Clusters.Started.Count);
    }

    [Fact]
    public async Task A_run_of_a_console_can_be_resumed_by_a_cluster()
    {
        _shell.CreateRun("own");
        _shell.Clusters.End(Samples.Status(RunState.Completed, Samples.Outcome));

        Assert.Equal((ExitCode.Done, ""), (await _shell.RunAsync(["resume", "own", .. Lab]), _shell.Error.ToString()));

        Assert.Equal("lab", RunClusterFile.TryRead(_shell.In("runs", "own"))!.Cluster);
    }

    [Fact]
    public async Task The_list_of_a_cluster_has_what_it_knows()
    {
        _shell.CreateRun("mine");
        _shell.Clusters.Runs.Add(new("theirs", "/nowhere/theirs", RunState.Waiting, Samples.Start));
        _shell.Clusters.Runs.Add(new("mine", _shell.In("runs", "mine"), RunState.Paused, Samples.Start));

        Assert.Equal(ExitCode.Done, await _shell.RunAsync(["list", .. Lab]));

        Assert.Matches(@"theirs\s+│ waiting", _shell.Console.Output);
        Assert.Matches(@"mine\s+│ paused", _shell.Console.Output);
    }

    [Theory]
    [InlineData("--redis", "host:1,abc=2", "--redis cannot be understood: use HOST:PORT, or HOST:PORT,user=NAME,password=SECRET,ssl=true.")]
    [InlineData("--cluster", "a b", "--cluster is 'a b': use 1 to 100 letters, digits, '.', '_' and '-', beginning with a letter or digit.")]
    public async Task What_is_no_cluster_is_one_sentence(string option, string value, string sentence) =>
        Assert.Equal(sentence, await _shell.FailAsync(ExitCode.BadConfiguration, "search", option, value));

    private async Task DetachAsync() =>
        Assert.Equal((ExitCode.Done, ""), (await _shell.RunAsync(["search", "--name", "a", "--detach", .. Lab]), _shell.Error.ToString()));
}
