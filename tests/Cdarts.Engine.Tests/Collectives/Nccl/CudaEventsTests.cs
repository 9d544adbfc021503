using System.Runtime.InteropServices;
using Cdarts.Engine.Collectives;
using Cdarts.Engine.Collectives.Nccl;
using Cdarts.Engine.Collectives.Tcp;
using static TorchSharp.torch;

namespace Cdarts.Engine.Tests.Collectives.Nccl;

public class CudaEventsTests(NcclStandIn standIn) : IClassFixture<NcclStandIn>
{
    [SkippableFact]
    public void An_event_is_made_once_recorded_again_and_destroyed()
    {
        nint library = Load(out CudaRuntime runtime);
        using (CudaEvents events = new(runtime, 1))
        {
            events.Select();
            Assert.Equal(1, Call(library, "standin_device"));
            for (int round = 0; round < 2; round++)
            {
                events.Record();
                Assert.Equal([false, false, true], new[] { events.Reached(), events.Reached(), events.Reached() });
            }

            Assert.Equal(1, Call(library, "standin_live"));
        }

        Assert.Equal(0, Call(library, "standin_live"));
    }

    [SkippableFact]
    public void A_device_that_does_not_exist_is_a_sentence()
    {
        Load(out CudaRuntime runtime);
        using CudaEvents events = new(runtime, 7);
        Assert.Equal(
            "CUDA failed in cudaSetDevice: invalid device ordinal (error 101); the process cannot use this GPU again, so start it anew.",
            Assert.Throws<CdartsException>(events.Select).Message);
    }

    [SkippableFact]
    public unsafe void A_device_that_fails_ends_the_group()
    {
        nint library = Load(out CudaRuntime runtime);
        NcclLibrary nccl = standIn.Load();
        RankThreads.Run([new NcclCollectives(new TcpCollectives(), nccl, () => new CudaEvents(runtime, 0), new NcclOptions())], groups =>
        {
            using Tensor region = ones(3);
            groups.World.AllReduceSum([region]);
            ((delegate* unmanaged<int, void>)NativeLibrary.GetExport(library, "standin_break"))(1);
            CollectiveException fault = Assert.Throws<CollectiveException>(() => groups.World.AllReduceSum([region]));
            ((delegate* unmanaged<int, void>)NativeLibrary.GetExport(library, "standin_break"))(0);
            Assert.StartsWith("CUDA failed in cudaEventQuery: an illegal memory access was encountered (error 700)", fault.Message, StringComparison.Ordinal);
        });
    }

    private nint Load(out CudaRuntime runtime)
    {
        string path = standIn.CudaRuntime();
        nint library = NativeLibrary.Load(path);
        runtime = new CudaRuntime(new NativeExports(library, path));
        return library;
    }

    private static unsafe int Call(nint library, string name) => ((delegate* unmanaged<int>)NativeLibrary.GetExport(library, name))();
}
