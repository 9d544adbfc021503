using System.IO.Pipes;
using Cdarts.Silo.Supervision;

namespace Cdarts.Silo.Tests.Supervision;

public sealed class ParentWatchTests
{
    [Fact]
    public async Task It_tells_when_the_other_end_is_closed_and_not_before()
    {
        TaskCompletionSource gone = new();
        AnonymousPipeServerStream parent = new(PipeDirection.Out);
        using AnonymousPipeClientStream child = new(PipeDirection.In, parent.ClientSafePipeHandle);
        ParentWatch.Start(child, gone.SetResult);

        // Read by the watch before it can have told anything.
        await parent.WriteAsync(new byte[1]);
        await parent.FlushAsync();
        Assert.False(gone.Task.IsCompleted);

        parent.Dispose();
        await gone.Task.WaitAsync(TimeSpan.FromSeconds(60));
    }
}
