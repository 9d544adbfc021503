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
        await LookAsync([false, false, false, false, false, false]);
        Assert.False(_verdict.IsLost);

        await LookAsync([false]);
        await _guard.ExecuteTask!;

        Assert.Equal((true, true), (_verdict.IsLost, _lifetime.IsStopped));
    }

    [Fact]
    public async Task A_row_that_comes_back_counts_anew()
    {
        await LookAsync([false, false, false, false, false, false, true, false, false, false, false, false, false]);

        Assert.Equal((false, false), (_verdict.IsLost, _lifetime.IsStopped));
    }

    [Fact]
    public async Task A_table_that_does_not_answer_is_no_reason_to_stop()
    {
        await LookAsync([null, null, null, null, null, null, null, null, null, null, null, null]);

        Assert.Equal((false, false), (_verdict.IsLost, _lifetime.IsStopped));
    }

    [Fact]
    public async Task Silence_in_between_does_not_clear_a_silo_whose_row_is_gone()
    {
        await LookAsync([false, null, null, null, null, null, null, false]);
        await _guard.ExecuteTask!;

        Assert.True(_verdict.IsLost);
    }

    private async Task LookAsync(bool?[] answers)
    {
        foreach (bool? answer in answers)
        {
            Task looked = _row.NextAsync(answer);
            if (_guard.ExecuteTask is null)
            {
                // It looks at once.
                await _guard.StartAsync(CancellationToken.None);
            }
            else
            {
                _time.Advance(MembershipGuard.Interval);
            }

            await looked.WaitAsync(TimeSpan.FromSeconds(60));
        }
    }

    private sealed class FakeRow : IMembershipRow
    {
        private bool? _answer;
        private TaskCompletionSource _looked = new();

        /// <summary>Ends when the guard has looked.</summary>
        public Task NextAsync(bool? answer)
        {
            _answer = answer;
            _looked = new();
            return _looked.Task;
        }

        public Task<bool> ExistsAsync()
        {
            Task<bool> answer = _answer is { } exists ? Task.FromResult(exists) : Task.FromException<bool>(new IOException("no answer"));
            _looked.SetResult();
            return answer;
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
