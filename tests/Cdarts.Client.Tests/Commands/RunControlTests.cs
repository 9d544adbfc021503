using Cdarts.Client.Commands;
using Cdarts.Client.Tests.Support;
using Cdarts.Contracts.Events;
using Cdarts.Contracts.Grains;

namespace Cdarts.Client.Tests.Commands;

/// <summary>pause, stop and wait.</summary>
public sealed class RunControlTests : IDisposable
{
    private readonly TestShell _shell = new();

    public void Dispose() => _shell.Dispose();

    [Fact]
    public async Task A_pause_is_over_when_the_run_is_paused()
    {
        Busy();
        _shell.Clusters.OnPause = () => _shell.Clusters.Send(
            new CheckpointWritten(Samples.At(1), Samples.Start, Samples.Checkpoint), new StateChanged(Samples.At(2), Samples.Start, RunState.Paused));

        Assert.Equal((ExitCode.Done, ""), (await _shell.RunAsync("pause", "a"), _shell.Error.ToString()));

        Assert.StartsWith("The run a is paused: go on with `cdarts resume ", _shell.Out.ToString());
    }

    [Fact]
    public async Task A_run_that_ends_instead_of_pausing_is_told()
    {
        Busy();
        _shell.Clusters.OnPause = () => _shell.Clusters.End(Samples.Status(RunState.Completed, Samples.Outcome));

        Assert.Equal("The run a was over before it could pause: it is completed.", await _shell.FailAsync(ExitCode.NotFoundOrInUse, "pause", "a"));
    }

    [Fact]
    public async Task A_run_that_does_not_train_yet_cannot_be_paused()
    {
        Busy();
        _shell.Clusters.Status = Samples.Status(RunState.Waiting);

        Assert.Contains("is waiting and can be paused once it trains", await _shell.FailAsync(ExitCode.NotFoundOrInUse, "pause", "a"));
    }

    [Theory]
    [InlineData("pause")]
    [InlineData("stop")]
    public async Task A_run_that_nobody_trains_is_told(string command)
    {
        _shell.CreateRun("a");

        Assert.Equal($"The run a is not running, so that there is nothing to {command}.", await _shell.FailAsync(ExitCode.NotFoundOrInUse, command, "a"));
    }

    [Fact]
    public async Task A_paused_run_of_another_console_goes_on_there_and_is_watched()
    {
        Busy();
        _shell.Clusters.Status = Samples.Status(RunState.Paused);
        _shell.Clusters.End(Samples.Status(RunState.Completed, Samples.Outcome));

        Assert.Equal((ExitCode.Done, ""), (await _shell.RunAsync("resume", "a"), _shell.Error.ToString()));

        Assert.Equal(_shell.In("runs", "a"), Assert.Single(_shell.Clusters.Started).RunFolder);
        Assert.Contains(_shell.In("runs", "a"), _shell.Clusters.RunningFolders);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false, "--now")]
    public async Task A_stop_is_over_when_the_run_has_stopped(bool checkpoint, params string[] options)
    {
        Busy();
        List<bool> asked = [];
        _shell.Clusters.OnStop = wanted =>
        {
            asked.Add(wanted);
            _shell.Clusters.End(Samples.Status(RunState.Stopped, checkpoint: Samples.Checkpoint));
        };

        Assert.Equal((ExitCode.Done, ""), (await _shell.RunAsync(["stop", "a", .. options]), _shell.Error.ToString()));

        Assert.Equal([checkpoint], asked);
        Assert.StartsWith("The run a stopped with checkpoint g000001-u000000120: go on with `cdarts resume ", _shell.Out.ToString());
    }

    [Fact]
    public async Task A_wait_says_nothing_of_a_run_that_completes()
    {
        Busy();
        _shell.Clusters.End(Samples.Status(RunState.Completed, Samples.Outcome));

        Assert.Equal((ExitCode.Done, "", ""), (await _shell.RunAsync("wait", "a"), _shell.Out.ToString(), _shell.Error.ToString()));
        Assert.Equal("", _shell.Console.Output);
    }

    [Fact]
    public async Task A_wait_ends_with_the_runs_exit_code()
    {
        Busy();
        _shell.Clusters.End(Samples.Status(RunState.Failed, failure: "It broke."));

        Assert.Equal("It broke.", await _shell.FailAsync(ExitCode.RunFailed, "wait", "a", "--timeout", "1d"));
    }

    [Fact]
    public async Task A_wait_that_is_too_long_is_given_up()
    {
        Busy();
        Task<string> wait = _shell.FailAsync(ExitCode.TimedOut, "wait", "a", "--timeout", "1.5m");
        while (_shell.Clusters.WatchedAfter.Count == 0)
        {
            await Task.Yield();
        }

        // In one step the watch would be silent for too long as well.
        for (int i = 0; i < 10; i++)
        {
            _shell.Time.Advance(TimeSpan.FromSeconds(9));
        }

        Assert.Equal("The run a is not over after 1:30.", await wait);
    }

    [Theory]
    [InlineData("0")]
    [InlineData("soon")]
    [InlineData("-1s")]
    [InlineData("46d")]
    [InlineData("1 h")]
    public async Task What_is_no_duration_is_refused(string duration)
    {
        _shell.CreateRun("a");

        Assert.Contains("use a duration of up to 45 days", await _shell.FailAsync(ExitCode.BadConfiguration, "wait", "a", $"--timeout={duration}"));
    }

    private void Busy() => _shell.Clusters.RunningFolders.Add(_shell.CreateRun("a"));
}
