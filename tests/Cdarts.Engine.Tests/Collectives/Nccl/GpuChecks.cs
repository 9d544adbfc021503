using System.Diagnostics;
using System.Runtime.InteropServices;
using Cdarts.Engine.Collectives;
using Cdarts.Engine.Collectives.Nccl;
using Cdarts.Engine.Collectives.Tcp;
using Cdarts.Engine.Native;
using TorchSharp;
using Xunit.Abstractions;
using static TorchSharp.torch;

namespace Cdarts.Engine.Tests.Collectives.Nccl;

/// <summary>
/// What only a GPU can show, one replica per GPU of this machine, each on a thread: see docs/gpu-checks.md. Checks among replicas need two GPUs; NCCL refuses
/// two replicas on one.
/// </summary>
[Trait("Category", "Gpu")]
public class GpuChecks(ITestOutputHelper output)
{
    private const int Elements = 4_000_000;

    [SkippableFact]
    public void Libtorch_exports_the_nccl_that_it_was_built_with()
    {
        RequireGpus(1);
        string torch = Assert.IsType<string>(MappedLibraries.Find("libtorch_cuda.so"));
        nint handle = NativeLibrary.Load(torch);
        string[] names =
        [
            "ncclGetVersion", "ncclGetUniqueId", "ncclCommInitRankConfig", "ncclCommFinalize", "ncclCommDestroy", "ncclCommAbort", "ncclCommGetAsyncError",
            "ncclCommCount", "ncclCommUserRank", "ncclAllReduce", "ncclBroadcast", "ncclAllGather", "ncclReduceScatter", "ncclGroupStart", "ncclGroupEnd",
            "ncclSend", "ncclRecv", "ncclGetErrorString", "ncclGetLastError",
        ];
        Assert.Equal([], names.Where(name => !NativeLibrary.TryGetExport(handle, name, out _)));
        output.WriteLine(NcclLibrary.Load(null, "libno-such-nccl.so.2", torch).Description);
        _ = CudaRuntime.Load();
    }

    [SkippableFact]
    public void One_replica_forms_a_group_and_sums()
    {
        RequireGpus(1);
        Run(1, groups =>
        {
            Tensor region = ones(Elements, device: Cuda(groups));
            groups.World.AllReduceSum([region, ones(3, device: Cuda(groups))]);
            groups.World.Barrier();
            Assert.Equal(Elements, region.sum().item<float>());
        });
    }

    /// <summary>A chain of products long enough to be still running when the sum is enqueued, and its result read right after: any other stream would show.</summary>
    [SkippableFact]
    public void A_sum_is_ordered_after_what_fills_its_region_and_before_what_reads_it() => Run(RequireGpus(2), groups =>
    {
        Tensor square = eye(4096, device: Cuda(groups));
        for (int round = 0; round < 20; round++)
        {
            Tensor region = square;
            for (int i = 0; i < 30; i++)
            {
                region = region.mm(square);
            }

            region = region.mul(groups.World.Rank + 1).contiguous();
            groups.World.AllReduceSum([region]);
            Tensor after = region.mul(2);
            Assert.Equal(4096.0 * groups.World.WorldSize * (groups.World.WorldSize + 1), after.sum(ScalarType.Float64).item<double>());
        }
    });

    [SkippableTheory]
    [InlineData(ScalarType.Float32)]
    [InlineData(ScalarType.BFloat16)]
    public void Sums_are_equal_on_all_replicas_and_from_run_to_run(ScalarType type)
    {
        int gpus = RequireGpus(2);
        byte[]?[] first = new byte[gpus][];
        for (int run = 0; run < 2; run++)
        {
            Run(gpus, groups =>
            {
                Tensor region = Values.Tensor(groups.World.Rank, Elements / 4, 3, ScalarType.Float32).to(type).to(Cuda(groups));
                groups.World.AllReduceSum([region]);
                byte[] bits = region.cpu().bytes.ToArray();
                Assert.All(groups.World.AllGather(bits), other => Assert.True(other.AsSpan().SequenceEqual(bits)));
                byte[] before = Interlocked.CompareExchange(ref first[groups.World.Rank], bits, null) ?? bits;
                Assert.True(before.AsSpan().SequenceEqual(bits), "The sum differs from the run before.");
            });
        }
    }

    [SkippableFact]
    public void Broadcast_and_send_receive_move_bytes_between_gpus() => Run(RequireGpus(2), groups =>
    {
        ICollective world = groups.World;
        Tensor given = full(Elements, world.Rank, device: Cuda(groups)), received = zeros(Elements, device: Cuda(groups));
        if (world.Rank < 2)
        {
            world.SendReceive(given, received, 1 - world.Rank);
            Assert.True(received.eq(1 - world.Rank).all().item<bool>());
        }

        world.Broadcast([given], 1);
        Assert.True(given.eq(1).all().item<bool>());
        world.Barrier();
    });

    /// <summary>The kernel of rank 0 waits on the device for a peer that never comes: an abort must free it, or end the process.</summary>
    [SkippableFact]
    public void An_abort_frees_a_kernel_that_waits_for_a_peer()
    {
        int gpus = RequireGpus(2);
        using ManualResetEventSlim ended = new();
        Stopwatch since = new();
        Run(gpus, groups =>
        {
            using Tensor region = ones(Elements, device: Cuda(groups));
            groups.World.AllReduceSum([region]);
            groups.World.Barrier();
            if (groups.World.Rank != 0)
            {
                ended.Wait(RankThreads.Safety);
                return;
            }

            using Timer timer = new(
                _ =>
                {
                    since.Start();
                    groups.World.Abort("a check");
                },
                null,
                1000,
                Timeout.Infinite);
            Assert.Throws<CollectiveException>(() => groups.World.AllReduceSum([region]));
            output.WriteLine($"exception {since.ElapsedMilliseconds} ms after the abort");
            groups.Dispose();
            output.WriteLine($"communicator gone {since.ElapsedMilliseconds} ms after the abort");
            Assert.Equal(region.numel(), ones_like(region).sum().item<float>());
            ended.Set();
        });
    }

    [SkippableFact]
    public void Time_to_form_a_generation_anew()
    {
        int gpus = RequireGpus(2);
        for (int ranks = 2; ranks <= gpus; ranks++)
        {
            for (int round = 0; round < 3; round++)
            {
                long started = Stopwatch.GetTimestamp();
                Run(ranks, groups => groups.World.Barrier());
                output.WriteLine($"{ranks} replicas, round {round}: formed, one barrier and left in {Stopwatch.GetElapsedTime(started).TotalMilliseconds:0} ms");
            }
        }
    }

    private static void Run(int ranks, Action<CollectiveGroups> part) =>
        RankThreads.Run([.. Enumerable.Range(0, ranks).Select(rank => NcclCollectives.OnCuda(new TcpCollectives(), rank, new NcclOptions()))], part);

    private static Device Cuda(CollectiveGroups groups) => new(DeviceType.CUDA, groups.World.Rank);

    /// <summary>How many GPUs there are, or the check is skipped.</summary>
    private static int RequireGpus(int least)
    {
        NativeRuntime.Initialize();
        int count = torch.cuda_is_available() ? torch.cuda.device_count() : 0;
        Skip.If(count < least, $"this check needs {least} CUDA GPU(s), and this machine has {count}: see docs/gpu-checks.md");
        return count;
    }
}
