using Cdarts.Engine;
using Cdarts.Silo.Runs;
using Cdarts.Silo.Tests.Fakes;

namespace Cdarts.Silo.Tests.Runs;

public sealed class RunLockTests
{
    [Fact]
    public void Is_held_by_one_and_free_after_it()
    {
        using RunFolder folder = new();
        Assert.False(RunLock.IsHeld(folder.Path));

        using (RunLock held = RunLock.TryAcquire(folder.Path)!)
        {
            Assert.NotNull(held);
            Assert.True(RunLock.IsHeld(folder.Path));
            Assert.Null(RunLock.TryAcquire(folder.Path));
        }

        Assert.False(RunLock.IsHeld(folder.Path));
        using RunLock? again = RunLock.TryAcquire(folder.Path);
        Assert.NotNull(again);
    }

    [Fact]
    public void A_folder_that_is_not_there_is_not_held_and_cannot_be_locked()
    {
        Assert.False(RunLock.IsHeld("/nonexistent/run"));
        Assert.Throws<CdartsException>(() => RunLock.TryAcquire("/nonexistent/run"));
    }
}
