using Cdarts.Silo.Commands;
using Cdarts.Silo.Supervision;
using Microsoft.Extensions.Time.Testing;

namespace Cdarts.Silo.Tests.Supervision;

public sealed class DeviceSupervisorTests : IDisposable
{
    private readonly SignallingTime _time = new();
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

        Assert.All(_started, silo => Assert.True(silo.Asked.IsCompleted));
        Assert.False(run.IsCompleted);
        _started.ForEach(silo => silo.End(0));
        Assert.Equal(SiloExitCode.Done, await run);
    }

    [Fact]
    public async Task A_stop_ends_a_pause()
    {
        Task<SiloExitCode> run = Run("cpu");
        _started[0].End(1);
        await _time.PauseAsync();

        await _stop.CancelAsync();

        Assert.Equal(SiloExitCode.Done, await run);
        Assert.Single(_started);
    }

    [Fact]
    public async Task Bad_options_are_not_tried_again_and_end_all()
    {
        Task<SiloExitCode> run = Run("cuda:0", "cuda:1");

        _started[1].End(2);
        await _started[0].Asked.WaitAsync(TimeSpan.FromSeconds(60));
        _started[0].End(0);

        Assert.Equal(SiloExitCode.BadConfiguration, await run);
    }

    private Task<SiloExitCode> Run(params string[] devices)
    {
        Task<SiloExitCode> run = new DeviceSupervisor(devices, Start, _error, _time).RunAsync(_stop.Token);
        Array.ForEach(devices, _ => Assert.True(_starts.Wait(TimeSpan.FromSeconds(60))));
        return run;
    }

    private async Task DieAsync(int code, int seconds)
    {
        int before = _started.Count;
        _started[^1].End(code);
        await _time.PauseAsync();
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

    /// <summary>A clock that tells when a pause begins.</summary>
    private sealed class SignallingTime : FakeTimeProvider
    {
        private readonly SemaphoreSlim _pauses = new(0);

        /// <summary>Waits for the next pause to begin.</summary>
        public async Task PauseAsync() => Assert.True(await _pauses.WaitAsync(TimeSpan.FromSeconds(60)));

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            ITimer timer = base.CreateTimer(callback, state, dueTime, period);
            _pauses.Release();
            return timer;
        }
    }

    private sealed class FakeSilo(string device) : IChildSilo
    {
        private readonly TaskCompletionSource<int> _end = new();
        private readonly TaskCompletionSource _asked = new();

        public string Device => device;

        public Task Asked => _asked.Task;

        public void End(int code) => _end.SetResult(code);

        public Task<int> EndAsync() => _end.Task;

        public void AskToStop() => _asked.TrySetResult();

        public void Dispose()
        {
        }
    }
}
