using System.Net;
using System.Net.Sockets;
using Cdarts.Client.Commands;
using Cdarts.Client.Data;
using Cdarts.Client.Tests.Support;

namespace Cdarts.Client.Tests.Data;

public sealed class FileDownloadTests : IAsyncDisposable, IDownloadProgress
{
    private const string Name = "archive.bin";

    private static readonly byte[] Content = [.. Enumerable.Range(0, 300_000).Select(i => (byte)((i * 31) + (i >> 8)))];

    private readonly LoopbackServer _server = new() { Files = { [Name] = Content } };
    private readonly TemporaryFolder _folder = new();
    private readonly List<string> _lines = [];
    private readonly List<long> _reports = [];

    private DownloadOptions _options = new() { Retries = 3, Progress = 250_000, Delay = TimeSpan.FromSeconds(1), MaxDelay = TimeSpan.FromSeconds(4) };

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _folder.Dispose();
    }

    void IDownloadProgress.Report(OfficialFile file, long bytes) => _reports.Add(bytes);

    void IDownloadProgress.Say(string line) => _lines.Add(line);

    [Fact]
    public async Task A_file_is_downloaded_and_reported()
    {
        await DownloadAsync();

        AssertComplete();
        Assert.Equal([new("/archive.bin", null, null)], _server.Requests);
        Assert.Equal((0, Content.Length), (_reports[0], _reports[^1]));
        Assert.Empty(_lines);
    }

    [Fact]
    public async Task A_file_that_is_there_is_not_asked_for()
    {
        await DownloadAsync();
        await DownloadAsync();

        Assert.Single(_server.Requests);
    }

    [Fact]
    public async Task A_broken_connection_is_continued_where_it_broke()
    {
        _server.NextBroken(after: 100_000).NextBroken(after: 150_000);

        await DownloadAsync();

        AssertComplete();
        Assert.Equal([null, 100_000, 250_000], _server.Requests.Select(request => request.From));
        Assert.Equal([null, "\"1\"", "\"1\""], _server.Requests.Select(request => request.IfRange));
        Assert.Equal(2, _lines.Count(line => line.Contains("trying again in")));
    }

    [Fact]
    public async Task An_attempt_that_brings_much_does_not_count_as_a_failure()
    {
        _options = _options with { Retries = 1, Progress = 50_000 };
        _server.NextBroken(60_000).NextBroken(60_000).NextBroken(60_000).NextBroken(60_000);

        await DownloadAsync();

        AssertComplete();
        Assert.Equal(5, _server.Requests.Count);
        Assert.Equal(4, _lines.Count(line => line.Contains("going on from there")));
    }

    [Fact]
    public async Task A_later_command_continues_what_an_earlier_one_left()
    {
        _options = _options with { Retries = 1 };
        _server.NextBroken(100_000).NextStatus(503);
        await FailAsync();

        await DownloadAsync();

        AssertComplete();
        Assert.Equal(100_000, _server.Requests[^1].From);
        Assert.Contains(_lines, line => line.Contains("are there from an earlier attempt"));
    }

    [Fact]
    public async Task A_server_that_ignores_ranges_gives_the_file_from_its_start()
    {
        _server.KnowsRanges = false;
        _server.NextBroken(100_000);

        await DownloadAsync();

        AssertComplete();
    }

    [Fact]
    public async Task Another_version_is_not_continued()
    {
        _server.NextBroken(100_000).Next(request =>
        {
            _server.Version = "\"2\"";
            return null;
        });

        await DownloadAsync();

        AssertComplete();
        Assert.Equal([null, "\"1\""], _server.Requests.Select(request => request.IfRange));
    }

    [Fact]
    public async Task A_weak_version_is_not_relied_on()
    {
        _server.Version = "W/\"1\"";
        _server.NextBroken(100_000);

        await DownloadAsync();

        AssertComplete();
        Assert.Equal([(null, null), (100_000, null)], _server.Requests.Select(request => (request.From, request.IfRange)));
    }

    [Fact]
    public async Task A_part_that_was_damaged_is_downloaded_again()
    {
        File.WriteAllBytes(_folder.In($"{Name}.part"), new byte[1000]);

        await DownloadAsync();

        AssertComplete();
        Assert.Equal([1000, null], _server.Requests.Select(request => request.From));
        Assert.Contains(_lines, line => line.Contains("downloaded from its start"));
    }

    [Theory]
    [InlineData(300_000)]
    [InlineData(400_000)]
    public async Task A_part_that_is_as_long_as_the_file_or_longer_is_not_believed(int length)
    {
        File.WriteAllBytes(_folder.In($"{Name}.part"), new byte[length]);

        await DownloadAsync();

        AssertComplete();
    }

    [Fact]
    public async Task A_whole_part_only_needs_its_hash()
    {
        File.WriteAllBytes(_folder.In($"{Name}.part"), Content);

        await DownloadAsync();

        AssertComplete();
        Assert.Empty(_server.Requests);
    }

    [Fact]
    public async Task A_wrong_file_is_refused_at_once()
    {
        byte[] wrong = [.. Content];
        wrong[5]++;
        _server.Files[Name] = wrong;

        string message = await FailAsync();

        Assert.Matches($"^The file at {_server.Address}archive.bin is not the published archive.bin: its SHA-256 is [0-9a-f]{{64}} and not", message);
        Assert.Single(_server.Requests);
        Assert.Empty(Directory.EnumerateFiles(_folder.Path));
    }

    [Theory]
    [InlineData(299_999)]
    [InlineData(300_001)]
    public async Task A_file_of_another_length_is_refused_before_it_is_read(int length)
    {
        _server.Files[Name] = new byte[length];

        Assert.Contains($"it has {length} bytes and not 300000", await FailAsync());
        Assert.Empty(_reports);
    }

    [Theory]
    [InlineData(404)]
    [InlineData(403)]
    [InlineData(410)]
    public async Task A_file_that_is_not_there_is_not_asked_for_again(int status)
    {
        _server.NextStatus(status);

        Assert.StartsWith($"The server answered {status} Reason for {_server.Address}archive.bin", await FailAsync());
        Assert.Single(_server.Requests);
    }

    [Theory]
    [InlineData(500)]
    [InlineData(503)]
    [InlineData(429)]
    [InlineData(408)]
    public async Task A_server_in_trouble_is_asked_again(int status)
    {
        _server.NextStatus(status).NextStatus(status).NextStatus(status);

        await DownloadAsync();

        AssertComplete();
        Assert.Equal(3, _lines.Count(line => line.Contains($"the server answered {status} Reason; trying again in")));
    }

    [Fact]
    public async Task A_wait_that_the_server_asks_for_is_kept_up_to_the_longest()
    {
        _server.NextStatus(429, "Retry-After: 2").NextStatus(503, "Retry-After: 3600");

        await DownloadAsync();

        Assert.Contains("trying again in 2.0 s.", _lines[0]);
        Assert.Contains("trying again in 4.0 s.", _lines[1]);
    }

    [Fact]
    public async Task A_server_that_stays_in_trouble_is_given_up()
    {
        for (int i = 0; i < 10; i++)
        {
            _server.NextBroken(1000);
        }

        string message = await FailAsync();

        Assert.Equal(4, _server.Requests.Count);
        Assert.StartsWith($"archive.bin could not be downloaded from {_server.Address}archive.bin: the connection broke (", message);
        Assert.EndsWith("run the same command again, which goes on after the 0.0 MiB that are there, or name a mirror with --from.", message);
        Assert.Equal(4000, new FileInfo(_folder.In($"{Name}.part")).Length);
    }

    [Fact]
    public async Task A_range_that_the_server_refuses_is_started_again()
    {
        _server.NextBroken(100_000).NextStatus(416);

        await DownloadAsync();

        AssertComplete();
        Assert.Equal([null, 100_000, null], _server.Requests.Select(request => request.From));
    }

    [Fact]
    public async Task A_range_from_elsewhere_is_not_appended()
    {
        _server.NextBroken(100_000).Next(request => new(206, Content[50_000..], ["Content-Range: bytes 50000-299999/300000"]));

        await DownloadAsync();

        AssertComplete();
    }

    [Fact]
    public async Task A_server_that_falls_silent_is_asked_again()
    {
        _options = _options with { StallTimeout = TimeSpan.FromMilliseconds(200), Delay = TimeSpan.FromMilliseconds(1) };
        _server.NextBroken(100_000, hangs: true);

        await DownloadAsync(TimeProvider.System);

        AssertComplete();
        Assert.Contains(_lines, line => line.Contains("no byte came for"));
    }

    [Fact]
    public async Task An_attempt_that_takes_too_long_is_ended_and_continued()
    {
        _options = _options with { AttemptTimeout = TimeSpan.FromMilliseconds(300), Delay = TimeSpan.FromMilliseconds(1) };
        _server.NextBroken(100_000, hangs: true);

        await DownloadAsync(TimeProvider.System);

        AssertComplete();
        Assert.Contains(_lines, line => line.Contains("it took longer than"));
    }

    [Fact]
    public async Task The_deadline_ends_all_attempts()
    {
        // Waits of a few seconds are over at once and move the clock.
        _options = _options with { Retries = 1000, Delay = TimeSpan.FromSeconds(4), Deadline = TimeSpan.FromSeconds(60) };
        for (int i = 0; i < 1000; i++)
        {
            _server.NextStatus(500);
        }

        Assert.Contains("it took longer than 1 minutes in all", await FailAsync());
        Assert.InRange(_server.Requests.Count, 10, 100);
    }

    [Fact]
    public async Task Nobody_listening_is_one_sentence()
    {
        using TcpListener silent = new(IPAddress.Loopback, 0);
        silent.Start();
        Uri address = new($"http://127.0.0.1:{((IPEndPoint)silent.LocalEndpoint).Port}/{Name}");
        silent.Stop();

        CommandException error = await Assert.ThrowsAsync<CommandException>(() => DownloadAsync(source: address));

        Assert.StartsWith($"archive.bin could not be downloaded from {address}: the server cannot be reached (", error.Message);
    }

    [Fact]
    public async Task A_stop_keeps_what_is_there()
    {
        using CancellationTokenSource stop = new();
        _server.Next(request =>
        {
            stop.CancelAfter(TimeSpan.FromMilliseconds(200));
            return _server.Give(request) with { BreakAfter = 100_000, Hangs = true };
        });

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => DownloadAsync(cancellationToken: stop.Token));

        Assert.Equal(100_000, new FileInfo(_folder.In($"{Name}.part")).Length);
    }

    private async Task DownloadAsync(TimeProvider? time = null, Uri? source = null, CancellationToken cancellationToken = default)
    {
        using HttpClient http = LoopbackServer.CreateClient();
        await new FileDownload(http, _options, time ?? new JumpingTime(), this)
            .RunAsync(TinySets.Published(Name, Content), source ?? new Uri(_server.Address, Name), _folder.Path, cancellationToken);
    }

    private async Task<string> FailAsync()
    {
        CommandException error = await Assert.ThrowsAsync<CommandException>(() => DownloadAsync());
        Assert.Equal(ExitCode.DownloadFailed, error.ExitCode);
        Assert.False(File.Exists(_folder.In(Name)));
        Assert.DoesNotContain('\n', error.Message);
        return error.Message;
    }

    private void AssertComplete()
    {
        Assert.Equal([_folder.In(Name)], Directory.EnumerateFiles(_folder.Path));
        Assert.Equal(Content, File.ReadAllBytes(_folder.In(Name)));
    }
}
