using Cdarts.Engine;
using Cdarts.Grains.Coordination;
using Microsoft.Extensions.Logging.Abstractions;
using Orleans.Storage;

namespace Cdarts.Grains.Tests.Coordination;

public sealed class RecordStoreTests
{
    private readonly BrokenState _state = new();

    private RecordStore Store => field ??= new("r", _state, NullLogger.Instance);

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

    private sealed class BrokenState : IPersistentState<RunRecord>
    {
        public Exception? Failure { get; set; }

        public RunRecord State { get; set; } = new();

        public string Etag => "";

        public bool RecordExists => true;

        public Task ClearStateAsync() => WriteStateAsync();

        public Task ReadStateAsync() => WriteStateAsync();

        public Task WriteStateAsync() => Failure is { } failure ? Task.FromException(failure) : Task.CompletedTask;
    }
}
