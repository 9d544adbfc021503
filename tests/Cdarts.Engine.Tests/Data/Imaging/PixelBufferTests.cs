using Cdarts.Engine.Data.Imaging;

namespace Cdarts.Engine.Tests.Data.Imaging;

public class PixelBufferTests
{
    [Fact]
    public void Memory_is_used_again_but_a_huge_one_is_let_go()
    {
        PixelBuffer buffer = new();
        Assert.Equal(0, Allocated(() => buffer.Reserve(0)));
        Assert.InRange(Allocated(() => buffer.Reserve(1000)), 1000, 2000);
        Assert.Equal(0, Allocated(() => buffer.Reserve(500)));
        Assert.InRange(Allocated(() => buffer.Reserve(PixelBuffer.MostKept + 1)), PixelBuffer.MostKept, PixelBuffer.MostKept + 1000);
        Assert.InRange(Allocated(() => buffer.Reserve(500)), 500, 1000);
    }

    private static long Allocated(Action action)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        action();
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }
}
