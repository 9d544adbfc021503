using Cdarts.Silo.Logging;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace Cdarts.Silo.Tests.Logging;

public sealed class ErrorLinesTests
{
    private readonly StringWriter _writer = new() { NewLine = "\n" };

    [Fact]
    public void A_message_is_one_line()
    {
        Log(full: false);

        Assert.Equal("1970-01-01T00:00:00.000Z Error Room: bad luck (InvalidOperationException: why not)\n", _writer.ToString());
    }

    [Fact]
    public void In_full_the_stack_is_below()
    {
        Log(full: true);

        Assert.Contains("at Cdarts.Silo.Tests.Logging.ErrorLinesTests", _writer.ToString());
    }

    private void Log(bool full)
    {
        using ErrorLines lines = new(_writer, new FakeTimeProvider(DateTimeOffset.UnixEpoch), full);
        try
        {
            throw new InvalidOperationException("why\nnot");
        }
        catch (InvalidOperationException error)
        {
            lines.CreateLogger("Room").LogError(error, "bad\nluck");
        }
    }
}
