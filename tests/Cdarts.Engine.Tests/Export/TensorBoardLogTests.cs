using System.Buffers.Binary;
using Cdarts.Engine.Checkpoints;
using Cdarts.Engine.Diagnostics;
using Cdarts.Engine.Export;
using Cdarts.Engine.Tests.Checkpoints;
using Cdarts.Engine.Tests.Diagnostics;
using Cdarts.Engine.Training;
using Google.Protobuf;
using Tensorboard;

namespace Cdarts.Engine.Tests.Export;

[Collection(FailpointCollection.Name)]
public sealed class TensorBoardLogTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly List<string> _warnings = [];

    public void Dispose() => _folder.Dispose();

    // "123456789" is the check value that definitions of CRC-32C give; the mask is that of the event file format.
    [Fact]
    public void The_checksum_is_that_of_the_format() =>
        Assert.Equal(unchecked(((0xE3069283u >> 15) | (0xE3069283u << 17)) + 0xA282EAD8u), EventRecord.MaskedChecksum("123456789"u8));

    [Fact]
    public void A_step_is_one_event_with_its_figures()
    {
        using (TensorBoardLog log = Open(generation: 1, first: 1))
        {
            Assert.True(log.Append(Line(1)));
        }

        Event[] events = Events(Assert.Single(Directory.GetFiles(_folder.Root)));
        Assert.Equal(3, events.Length);
        Assert.Equal("brain.Event:2", events[0].FileVersion);
        Assert.Equal((1, 0.5f), (events[2].Step, events[2].Summary.Value.Single(value => value.Tag == "loss/search").SimpleValue));
        Assert.Equal(["accuracy/search", "loss/search", "position/cycle"], events[2].Summary.Value.Select(value => value.Tag).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_resume_starts_a_new_file_that_takes_back_the_later_steps()
    {
        using (TensorBoardLog log = Open(generation: 1, first: 1))
        {
            Assert.True(log.Append(Line(1)));
        }

        Open(generation: 2, first: 41).Dispose();
        string newest = Assert.Single(Directory.GetFiles(_folder.Root, "events.out.tfevents.*.g000002"));
        Event start = Events(newest)[1];
        Assert.Equal((41, SessionLog.Types.SessionStatus.Start), (start.Step, start.SessionLog.Status));
        Assert.Equal(2, Directory.GetFiles(_folder.Root).Length);
    }

    [Fact]
    public void A_full_disk_costs_events_and_one_warning()
    {
        using TensorBoardLog log = Open(generation: 1, first: 1);
        using (Failpoints.Use($"{FailpointNames.EventsBeforeAppend}=nospace"))
        {
            Assert.False(log.Append(Line(1)));
            Assert.False(log.Append(Line(2)));
        }

        Assert.True(log.Append(Line(3)));
        Assert.Contains("the disk is full", Assert.Single(_warnings));
        Assert.Equal([1, 3], Events(Directory.GetFiles(_folder.Root)[0])[1..].Select(one => one.Step));
    }

    [Fact]
    public void A_folder_that_cannot_be_written_costs_the_log_and_not_the_run()
    {
        File.WriteAllText(_folder.In("file"), "");
        using TensorBoardLog log = TensorBoardLog.Open(_folder.In("file"), 1, 1, TimeProvider.System, _warnings.Add);
        Assert.False(log.Append(Line(1)));
        Assert.StartsWith("There will be no TensorBoard events, since ", Assert.Single(_warnings));
    }

    private static Event[] Events(string path)
    {
        List<Event> events = [];
        for (ReadOnlySpan<byte> rest = File.ReadAllBytes(path); rest.Length > 0;)
        {
            int length = (int)BinaryPrimitives.ReadInt64LittleEndian(rest);
            Assert.Equal(EventRecord.MaskedChecksum(rest[..8]), BinaryPrimitives.ReadUInt32LittleEndian(rest[8..]));
            ReadOnlySpan<byte> data = rest.Slice(12, length);
            Assert.Equal(EventRecord.MaskedChecksum(data), BinaryPrimitives.ReadUInt32LittleEndian(rest[(12 + length)..]));
            Event one = new();
            one.MergeFrom(new CodedInputStream(data.ToArray()));
            events.Add(one);
            rest = rest[(16 + length)..];
        }

        return [.. events];
    }

    private static MetricsLine Line(long step) => new()
    {
        Generation = 1,
        GlobalStep = step,
        Cycle = 0,
        Phase = TrainingPhase.SearchWarmup,
        Epoch = 0,
        Step = 0,
        SearchLoss = 0.5,
        SearchAccuracy = 0.25,
        InteractiveLoss = double.NaN,
    };

    private TensorBoardLog Open(long generation, long first) => TensorBoardLog.Open(_folder.Root, generation, first, TimeProvider.System, _warnings.Add);
}
