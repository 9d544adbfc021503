using System.Collections.Concurrent;
using Cdarts.Engine.Data;
using Cdarts.Engine.Data.Folders;
using Cdarts.Engine.Data.Loading;
using Cdarts.Engine.Data.Transforms;
using Cdarts.Engine.Tests.Data.Imaging;

namespace Cdarts.Engine.Tests.Data.Loading;

/// <summary>Threads and order, with pictures that are there when the test says so.</summary>
public sealed class LoaderStreamTests : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private readonly GatedStore _store = new();
    private readonly LoaderThreads _threads = new(3);
    private readonly LoaderStream _stream;

    public LoaderStreamTests() => _stream = NewStream();

    [Fact]
    public async Task The_places_are_fixed_whatever_is_finished_first()
    {
        StreamPlan plan = Plan();
        int[] pictures = plan.Slice(0, 0, 0, 1).ToArray();
        _store.Hold(pictures[0]);
        Task<byte[]> first = Task.Run(() => Bytes(_stream.Take(Order(plan, 0, 0))));
        Array.ForEach(pictures[1..], _store.WaitForRead);
        Assert.False(first.IsCompleted);
        _store.Let(pictures[0]);
        byte[] bytes = await first.WaitAsync(Limit);

        using LoaderThreads single = new(1);
        using LoaderStream alone = NewStream(single);
        Assert.Equal(Bytes(alone.Take(Order(plan, 0, 0))), bytes);
    }

    [Fact]
    public void The_next_steps_are_loaded_ahead_and_on_into_the_next_epoch()
    {
        StreamPlan plan = Plan();
        _stream.Take(Order(plan, 3, 3));
        foreach (int picture in (IEnumerable<int>)[.. plan.Slice(3, 4, 0, 1), .. plan.Slice(4, 0, 0, 1)])
        {
            _store.WaitForRead(picture);
        }
    }

    [Fact]
    public void No_more_than_the_ring_is_loaded_ahead()
    {
        StreamPlan plan = Plan(pictures: 400);
        _stream.Take(Order(plan, 0, 0));
        for (int step = 1; step <= 3; step++)
        {
            Array.ForEach(plan.Slice(0, step, 0, 1).ToArray(), _store.WaitForRead);
        }

        _stream.Dispose();
        Assert.Equal(16, _store.Reads);
    }

    [Fact]
    public async Task A_seek_does_not_wait_for_what_was_ahead()
    {
        StreamPlan plan = Plan();
        _stream.Take(Order(plan, 0, 0));
        _stream.Take(Order(plan, 0, 2));
        int held = plan.Slice(1, 1, 0, 1)[0];
        _store.Hold(held);
        _stream.Take(Order(plan, 1, 0));
        _store.WaitForRead(held);

        // One thread is stuck in a picture that nobody needs any more; the others load what is asked for now.
        Task seek = Task.Run(() => _stream.Take(Order(plan, 9, 3)));
        await seek.WaitAsync(Limit);
        _store.Let(held);
    }

    [Fact]
    public void Two_streams_are_served_at_once()
    {
        using LoaderStream other = NewStream();
        StreamPlan train = Plan(), valid = Plan(DataStream.SearchValid);
        for (int step = 0; step < 5; step++)
        {
            Assert.True(_stream.Take(Order(train, 0, step)).IsComplete);
            Assert.True(other.Take(Order(valid, 0, step)).IsComplete);
        }
    }

    [Fact]
    public async Task Disposing_waits_for_the_pictures_in_hand_and_begins_no_other()
    {
        StreamPlan plan = Plan();
        int held = plan.Slice(0, 1, 0, 1)[0];
        _store.Hold(held);
        _stream.Take(Order(plan, 0, 0));
        _store.WaitForRead(held);
        Task disposed = Task.Run(_stream.Dispose);
        _store.Let(held);
        await disposed.WaitAsync(Limit);
        int reads = _store.Reads;
        using (LoaderStream after = NewStream())
        {
            after.Take(new ListOrder([[0]], 0));
        }

        Assert.Equal(reads + 1, _store.Reads);
        Assert.Throws<ObjectDisposedException>(() => _stream.Take(Order(plan, 0, 0)));
    }

    [Fact]
    public void An_order_that_cannot_be_leaves_the_stream_usable()
    {
        StreamPlan plan = Plan();
        Assert.ThrowsAny<Exception>(() => _stream.Take(Order(plan, 0, 99)));
        Assert.Equal(4, _stream.Take(Order(plan, 0, 0)).Pictures.Length);
    }

    [Theory]
    [InlineData(1, 3)]
    [InlineData(3, 1)]
    public async Task Of_several_bad_pictures_the_first_place_is_told(int finishedFirst, int finishedLast)
    {
        StreamPlan plan = Plan();
        int[] pictures = plan.Slice(0, 0, 0, 1).ToArray();
        _store.Break(pictures[1]);
        _store.Break(pictures[3]);
        _store.Hold(pictures[finishedLast]);
        Task<string> message = Task.Run(() => Assert.Throws<CdartsException>(() => _stream.Take(Order(plan, 0, 0))).Message);
        _store.WaitForRead(pictures[finishedFirst]);

        // Until a picture of a later batch is begun: two threads have gone on then, from what they had in hand.
        _store.WaitForRead(plan.Slice(0, 1, 0, 1)[2]);
        _store.Let(pictures[finishedLast]);
        Assert.Contains($"picture {pictures[1]} ", await message.WaitAsync(Limit));
    }

    [Theory]
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData("2000")]
    [InlineData("many")]
    public void A_number_of_threads_that_is_none_is_refused(string text) =>
        Assert.Contains(LoaderThreads.Variable, Assert.Throws<CdartsException>(() => LoaderThreads.CountOf(text)).Message);

    [Fact]
    public void The_number_of_threads_is_that_of_the_environment_or_of_the_cores() =>
        Assert.Equal((Environment.ProcessorCount, 7), (LoaderThreads.CountOf(null), LoaderThreads.CountOf("7")));

    public void Dispose()
    {
        _store.LetAll();
        _stream.Dispose();
        _threads.Dispose();
        _store.Dispose();
    }

    private static StreamPlan Plan(DataStream stream = DataStream.SearchTrain, int pictures = 20) => new(stream, [.. Enumerable.Range(0, pictures)], 5, 4, 0);

    private static SliceOrder Order(StreamPlan plan, long epoch, int step) => new(plan, epoch, step, 0, 1, Augment: true, WithPartners: false);

    private static byte[] Bytes(LoadedBatch batch) => batch.Pixels.bytes.ToArray();

    private LoaderStream NewStream(LoaderThreads? threads = null)
    {
        ManifestBuilder builder = new(["a"]);
        for (int i = 0; i < 400; i++)
        {
            builder.Add($"a/{i}.jpg", 0, 1);
        }

        FolderSet set = new("test", builder.Build(), _store, 8, 8);
        return new LoaderStream(threads ?? _threads, () => new PictureWorker(set, new TrainingTransformSettings()), 3 * 8 * 8, pinned: false);
    }

    private sealed class GatedStore : IPictureStore, IDisposable
    {
        private readonly byte[][] _pictures = [.. Enumerable.Range(0, 5).Select(i => TestJpeg.Encode(12 + i, 14))];
        private readonly ConcurrentDictionary<int, ManualResetEventSlim> _gates = [];
        private readonly ConcurrentDictionary<int, ManualResetEventSlim> _seen = [];
        private readonly ConcurrentDictionary<int, bool> _broken = [];
        private int _reads;

        public int Reads => _reads;

        public string NameOf(int index) => $"picture {index}";

        public void Hold(int index) => _gates[index] = new ManualResetEventSlim();

        public void Let(int index) => _gates[index].Set();

        public void LetAll()
        {
            foreach (ManualResetEventSlim gate in _gates.Values)
            {
                gate.Set();
            }
        }

        public void Break(int index) => _broken[index] = true;

        public void WaitForRead(int index) => Assert.True(Seen(index).Wait(Limit));

        public int Read(int index, ref byte[] buffer)
        {
            Interlocked.Increment(ref _reads);
            Seen(index).Set();
            if (_gates.TryGetValue(index, out ManualResetEventSlim? gate))
            {
                gate.Wait(Limit);
            }

            if (_broken.ContainsKey(index))
            {
                throw new CdartsException($"The picture {index} is broken.");
            }

            buffer = _pictures[index % 5];
            return buffer.Length;
        }

        public void Dispose()
        {
            foreach (ManualResetEventSlim one in _gates.Values.Concat(_seen.Values))
            {
                one.Dispose();
            }
        }

        private ManualResetEventSlim Seen(int index) => _seen.GetOrAdd(index, _ => new ManualResetEventSlim());
    }
}
