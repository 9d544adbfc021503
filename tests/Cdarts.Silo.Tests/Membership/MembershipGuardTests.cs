using Cdarts.Silo.Membership;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Cdarts.Silo.Tests.Membership;

public sealed class MembershipGuardTests : IDisposable
{
    private readonly FakeTimeProvider _time = new();
    private readonly FakeRow _row = new();
    private readonly GuardVerdict _verdict = new();
    private readonly FakeLifetime _lifetime = new();
    private readonly MembershipGuard _guard;

    public MembershipGuardTests() => _guard = new(_row, _verdict, _lifetime, _time, NullLogger<MembershipGuard>.Instance);

    public void Dispose() => _guard.Dispose();

    [Fact]
    public async Task A_silo_whose_row_stays_gone_stops()
    {
        _row.Answer = () => Task.FromResult(false);

        await RunAsync(until: () => _guard.ExecuteTask!.IsCompleted);

        Assert.Equal((true, true), (_verdict.IsLost, _lifetime.IsStopped));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_row_that_is_there_or_a_table_that_does_not_answer_is_no_reason_to_stop(bool answers)
    {
        _row.Answer = () => answers ? Task.FromResult(true) : Task.FromException<bool>(new IOException("no answer"));

        await RunAsync(until: () => _row.Looks > 20);

        Assert.Equal((false, false, false), (_guard.ExecuteTask!.IsCompleted, _verdict.IsLost, _lifetime.IsStopped));
    }

    private async Task RunAsync(Func<bool> until)
    {
        using CancellationTokenSource patience = new(TimeSpan.FromSeconds(60));
        await _guard.StartAsync(patience.Token);
        while (!until())
        {
            patience.Token.ThrowIfCancellationRequested();
            _time.Advance(MembershipGuard.Interval);
            await Task.Yield();
        }
    }

    private sealed class FakeRow : IMembershipRow
    {
        private int _looks;

        public Func<Task<bool>> Answer { get; set; } = () => Task.FromResult(true);

        public int Looks => Volatile.Read(ref _looks);

        public Task<bool> ExistsAsync()
        {
            Interlocked.Increment(ref _looks);
            return Answer();
        }
    }

    private sealed class FakeLifetime : IHostApplicationLifetime
    {
        public bool IsStopped { get; private set; }

        public CancellationToken ApplicationStarted => default;

        public CancellationToken ApplicationStopping => default;

        public CancellationToken ApplicationStopped => default;

        public void StopApplication() => IsStopped = true;
    }
}
