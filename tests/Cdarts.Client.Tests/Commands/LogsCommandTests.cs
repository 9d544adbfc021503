using Cdarts.Client.Commands;
using Cdarts.Client.Tests.Support;
using Cdarts.Contracts.Grains;

namespace Cdarts.Client.Tests.Commands;

public sealed class LogsCommandTests : IDisposable
{
    private readonly TestShell _shell = new();

    public LogsCommandTests() => _shell.CreateRun("a");

    public void Dispose() => _shell.Dispose();

    [Fact]
    public async Task The_log_of_a_consoles_own_silo_is_shown_as_it_is()
    {
        _shell.File("runs/a/silo.log", "2026-01-01T00:00:01.000Z Warning X: one\n");

        Assert.Equal(ExitCode.Done, await _shell.RunAsync("logs", "a"));

        Assert.Equal("2026-01-01T00:00:01.000Z Warning X: one\n", _shell.Out.ToString());
    }

    [Fact]
    public async Task Logs_of_several_silos_are_one_in_order_of_time()
    {
        WriteTwo();

        Assert.Equal(ExitCode.Done, await _shell.RunAsync("logs", "a"));

        Assert.Equal(
            """
            [n1] 2026-01-01T00:00:01.000Z Error X: one
            [n1]    at somewhere
            [n2] 2026-01-01T00:00:02.000Z Information X: two
            [n1] 2026-01-01T00:00:03.000Z Information X: three

            """,
            _shell.Out.ToString());
    }

    [Fact]
    public async Task One_silo_can_be_named()
    {
        WriteTwo();

        Assert.Equal(ExitCode.Done, await _shell.RunAsync("logs", "a", "--replica", "n2"));

        Assert.Equal("2026-01-01T00:00:02.000Z Information X: two\n", _shell.Out.ToString());
    }

    [Fact]
    public async Task One_silo_can_be_given_by_its_rank()
    {
        WriteTwo();
        _shell.Clusters.RunningFolders.Add(_shell.In("runs", "a"));
        _shell.Clusters.Status = Samples.Status(RunState.Running) with { Members = ["n1/cpu", "n2/cpu"] };

        Assert.Equal(ExitCode.Done, await _shell.RunAsync("logs", "a", "--replica", "1"));

        Assert.Equal("2026-01-01T00:00:02.000Z Information X: two\n", _shell.Out.ToString());
    }

    [Theory]
    [InlineData("n3", "The run has no log of n3: there are those of n1, n2.")]
    [InlineData("0", "The run a has no group now, in which a silo has a rank: give the silo's name.")]
    public async Task What_there_is_not_is_one_sentence(string replica, string sentence)
    {
        WriteTwo();

        Assert.Equal(sentence, await _shell.FailAsync(ExitCode.NotFoundOrInUse, "logs", "a", "--replica", replica));
    }

    [Fact]
    public async Task Following_goes_on_with_whole_lines_until_the_user_stops()
    {
        string file = _shell.File("runs/a/logs/n1.log", "one\nhal");
        Task<ExitCode> logs = _shell.RunAsync("logs", "a", "-f");
        await SeenAsync("[n1] one\n");

        File.AppendAllText(file, "f\n");
        _shell.File("runs/a/logs/n2.log", "two\n");
        await SeenAsync("[n1] one\n[n1] half\n[n2] two\n");
        _shell.Stops.Raise();

        Assert.Equal(ExitCode.Aborted, await logs);
    }

    private async Task SeenAsync(string text)
    {
        using CancellationTokenSource patience = new(TimeSpan.FromSeconds(60));
        while (_shell.Out.ToString() != text)
        {
            patience.Token.ThrowIfCancellationRequested();
            _shell.Time.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }
    }

    private void WriteTwo()
    {
        _shell.File("runs/a/logs/n1.log", "2026-01-01T00:00:01.000Z Error X: one\n   at somewhere\n2026-01-01T00:00:03.000Z Information X: three\n");
        _shell.File("runs/a/logs/n2.log", "2026-01-01T00:00:02.000Z Information X: two\n");
    }
}
