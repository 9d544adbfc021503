using Cdarts.Engine.Checkpoints;
using Cdarts.Engine.Diagnostics;
using Cdarts.Engine.Tests.Diagnostics;

namespace Cdarts.Engine.Tests.Checkpoints;

[Collection(FailpointCollection.Name)]
public sealed class TolerantAppenderTests
{
    [Fact]
    public void A_record_that_was_torn_by_a_full_disk_does_not_stay()
    {
        List<string> warnings = [];
        using LeakyStream stream = new();
        using TolerantAppender appender = new(stream, "m", warnings.Add);
        Assert.True(Append("first "));
        stream.Room = 4;
        Assert.False(Append("second "));
        stream.Room = 2;
        Assert.False(Append("third "));
        Assert.True(appender.Flush());
        stream.Room = int.MaxValue;
        Assert.True(Append("4 "));
        Assert.Equal("first 4 "u8.ToArray(), stream.ToArray());
        Assert.Equal(["Lines are being lost from m: the disk is full; the training goes on."], warnings);
        stream.Room = 0;
        Assert.False(Append("fifth "));
        Assert.Equal(2, warnings.Count);

        bool Append(string text) => appender.Append(System.Text.Encoding.UTF8.GetBytes(text), "test.append", text);
    }

    /// <summary>Writes what there is room for, and then is full.</summary>
    private sealed class LeakyStream : MemoryStream
    {
        public int Room { get; set; } = int.MaxValue;

        public override void Write(ReadOnlySpan<byte> buffer)
        {
            base.Write(buffer[..Math.Min(buffer.Length, Room)]);
            if (buffer.Length > Room)
            {
                throw new IOException("No space left on device", DiskFull.HResult);
            }
        }
    }
}
