using Cdarts.Engine;
using Cdarts.Grains.Coordination;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Orleans.Storage;

namespace Cdarts.Grains.Tests.Coordination;

public sealed class RecordStoreTests
{
    private static readonly TimeSpan SecondTry = TimeSpan.FromMilliseconds(100);

    private readonly BrokenState _state = new();

    private RecordStore Store => field ??= new("r", _state, TimeProvider.System, NullLogger.Instance);

    [Fact]
    public async Task A_full_disk_stops_a_new_generation_but_not_a_training()
    {
        // Time moves as far as the second try, and not as far as the patience with a slow storage.
        FakeTimeProvider time = new();
        RecordStore store = new("r", _state, time, NullLogger.Instance);
        _state.Failure = new IOException("disk full");

        Task fence = store.FenceAsync(new());
        time.Advance(SecondTry);
        CdartsException refused = await Assert.ThrowsAsync<CdartsException>(() => fence);
        Task write = store.WriteAsync(new() { Generation = 2 });
        time.Advance(SecondTry);
        await write;

        Assert.Contains("Run r cannot begin, since its grain state cannot be written (disk full)", refused.Message);
        Assert.True(store.Behind);
        _state.Failure = null;
        await store.WriteAsync(new() { Generation = 2 });
        Assert.False(store.Behind);
    }

    [Fact]
    public async Task A_lost_write_race_is_never_passed_over()
    {
        _state.Failure = new InconsistentStateException("lost");

        await Assert.ThrowsAsync<InconsistentStateException>(() => Store.FenceAsync(new()));
        await Assert.ThrowsAsync<InconsistentStateException>(() => Store.WriteAsync(new()));
    }

    [Fact]
    public async Task A_storage_that_does_not_answer_holds_nobody_up_and_gets_the_newest_record_later()
    {
        TaskCompletionSource answer = new();
        _state.Answer = answer.Task;

        await Store.WriteAsync(new() { Generation = 2 });
        await Store.WriteAsync(new() { Generation = 3 });
        await Store.WriteAsync(new() { Generation = 4 });
        answer.SetResult();
        _state.Answer = Task.CompletedTask;
        await Store.FenceAsync(new() { Generation = 5 });

        Assert.Equal(2, _state.Written[0]);
        Assert.Equal(5, _state.Written[^1]);
        Assert.True(_state.Written.SequenceEqual(_state.Written.Order()));
    }

    [Fact]
    public async Task A_lost_race_that_nobody_waited_for_shows_at_the_next_write()
    {
        TaskCompletionSource answer = new();
        _state.Answer = answer.Task;
        await Store.WriteAsync(new() { Generation = 2 });
        answer.SetException(new InconsistentStateException("lost"));

        await Assert.ThrowsAsync<InconsistentStateException>(() => Store.WriteAsync(new() { Generation = 3 }));
    }

    private sealed class BrokenState : IPersistentState<RunRecord>
    {
        public Exception? Failure { get; set; }

        public Task Answer { get; set; } = Task.CompletedTask;

        public List<long> Written { get; } = [];

        public RunRecord State { get; set; } = new();

        public string Etag => "";

        public bool RecordExists => true;

        public Task ClearStateAsync() => WriteStateAsync();

        public Task ReadStateAsync() => WriteStateAsync();

        public async Task WriteStateAsync()
        {
            await Answer;
            Written.Add(State.Generation);
            if (Failure is { } failure)
            {
                throw failure;
            }
        }
    }
}
