using Cdarts.Engine;
using Cdarts.Grains.Coordination;
using Microsoft.Extensions.Logging.Abstractions;
using Orleans.Storage;

namespace Cdarts.Grains.Tests.Coordination;

public sealed class RecordStoreTests
{
    private readonly BrokenState _state = new();

    private RecordStore Store => field ??= new("r", _state, TimeProvider.System, NullLogger.Instance);

    [Fact]
    public async Task A_full_disk_stops_a_new_generation_but_not_a_training()
    {
        _state.Failure = new IOException("disk full");

        CdartsException refused = await Assert.ThrowsAsync<CdartsException>(() => Store.FenceAsync(new()));
        await Store.WriteAsync(new() { Generation = 2 });

        Assert.Contains("Run r cannot begin, since its grain state cannot be written (disk full)", refused.Message);
        Assert.True(Store.Behind);
        _state.Failure = null;
        await Store.WriteAsync(new() { Generation = 2 });
        Assert.False(Store.Behind);
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
