using Cdarts.Silo.Commands;
using Cdarts.Silo.Supervision;
using Microsoft.Extensions.Time.Testing;

namespace Cdarts.Silo.Tests.Supervision;

public sealed class DeviceSupervisorTests : IDisposable
{
    private readonly FakeTimeProvider _time = new();
    private readonly StringWriter _error = new() { NewLine = "\n" };
    private readonly CancellationTokenSource _stop = new();
    private readonly List<FakeSilo> _started = [];
    private readonly SemaphoreSlim _starts = new(0);

    public void Dispose()
    {
        _stop.Dispose();
        _starts.Dispose();
    }

    [Fact]
    public async Task It_ends_well_when_all_silos_did()
    {
        Task<SiloExitCode> run = Run("cuda:0", "cuda:1");
        Assert.Equal(["cuda:0", "cuda:1"], _started.Select(silo => silo.Device));

        _started[0].End(0);
        Assert.False(run.IsCompleted);
        _started[1].End(0);

        Assert.Equal(SiloExitCode.Done, await run);
        Assert.Equal("", _error.ToString());
    }

    [Fact]
    public async Task A_silo_that_dies_is_started_again_after_pauses_that_double()
    {
        Task<SiloExitCode> run = Run("cpu");
        foreach (int seconds in (int[])[1, 2, 4, 8, 16, 30, 30])
        {
            await DieAsync(137, seconds);
        }

        Assert.Equal(8, _started.Count);
        Assert.Contains("The silo of cpu ended with code 137; it is started again in 30 s.\n", _error.ToString());
        _started[^1].End(0);
        Assert.Equal(SiloExitCode.Done, await run);
    }

    [Fact]
    public async Task A_silo_that_lived_long_is_started_again_soon()
    {
        Task<SiloExitCode> run = Run("cpu");
        await DieAsync(1, 1);
        await DieAsync(1, 2);
        _time.Advance(DeviceSupervisor.Settled);

        await DieAsync(1, 1);

        _started[^1].End(0);
        Assert.Equal(SiloExitCode.Done, await run);
    }

    [Fact]
    public async Task A_stop_is_passed_on_and_waited_for()
    {
        Task<SiloExitCode> run = Run("cuda:0", "cuda:1");

        await _stop.CancelAsync();

        Assert.All(_started, silo => Assert.True(silo.IsAsked));
        Assert.False(run.IsCompleted);
        _started.ForEach(silo => silo.End(0));
        Assert.Equal(SiloExitCode.Done, await run);
    }

    [Fact]
    public async Task A_stop_ends_a_pause()
    {
        Task<SiloExitCode> run = Run("cpu");
        _started[0].End(1);

        await _stop.CancelAsync();

        Assert.Equal(SiloExitCode.Done, await run);
        Assert.Single(_started);
    }

    [Fact]
    public async Task Bad_options_are_not_tried_again_and_end_all()
    {
        Task<SiloExitCode> run = Run("cuda:0", "cuda:1");

        _started[1].End(2);
        Assert.True(_started[0].IsAsked);
        _started[0].End(0);

        Assert.Equal(SiloExitCode.BadConfiguration, await run);
    }

    private Task<SiloExitCode> Run(params string[] devices)
    {
        // Off the test's context, so that a silo's end is dealt with before End returns.
        Task<SiloExitCode> run = Task.Run(() => new DeviceSupervisor(devices, Start, _error, _time).RunAsync(_stop.Token));
        Array.ForEach(devices, _ => Assert.True(_starts.Wait(TimeSpan.FromSeconds(60))));
        return run;
    }

    private async Task DieAsync(int code, int seconds)
    {
        int before = _started.Count;
        _started[^1].End(code);
        _time.Advance(TimeSpan.FromSeconds(seconds) - TimeSpan.FromTicks(1));
        Assert.Equal(before, _started.Count);
        _time.Advance(TimeSpan.FromTicks(1));
        Assert.True(await _starts.WaitAsync(TimeSpan.FromSeconds(60)));
        Assert.Equal(before + 1, _started.Count);
    }

    private FakeSilo Start(string device)
    {
        FakeSilo silo = new(device);
        _started.Add(silo);
        _starts.Release();
        return silo;
    }

    private sealed class FakeSilo(string device) : IChildSilo
    {
        private readonly TaskCompletionSource<int> _end = new();

        public string Device => device;

        public bool IsAsked { get; private set; }

        public void End(int code) => _end.SetResult(code);

        public Task<int> EndAsync() => _end.Task;

        public void AskToStop() => IsAsked = true;

        public void Dispose()
        {
        }
    }
}
