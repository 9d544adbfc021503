using System.Security.Cryptography;
using Cdarts.Benchmarks.Measuring;
using Cdarts.Engine;
using Cdarts.Engine.Collectives;
using Cdarts.Engine.Collectives.Nccl;
using Cdarts.Engine.Collectives.Tcp;
using Cdarts.Engine.Native;
using TorchSharp;
using static TorchSharp.torch;

namespace Cdarts.Benchmarks.Devices;

/// <summary>A group of all devices of this machine, a replica each: NCCL among GPUs, TCP where there is none. Two replicas on the CPU.</summary>
internal static class Groups
{
    private const int Rounds = 10;

    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    internal static void Check(DeviceReport report, IReadOnlyList<string> devices)
    {
        bool onCuda = devices[0] != "cpu";
        IReadOnlyList<string> members = onCuda ? devices : ["cpu", "cpu"];
        report.Check($"all-reduce among {members.Count}, {(onCuda ? "NCCL" : "TCP")}", "", figures =>
        {
            ICollectives[] transports = [.. members.Select(member => Transport(DeviceSelection.Select(member)))];
            if (transports[0] is NcclCollectives nccl)
            {
                figures["library"] = nccl.Library;
            }

            Run(transports, members, figures);
        });
    }

    private static ICollectives Transport(Device device)
    {
        TcpCollectives tcp = new();
        return device.type == DeviceType.CUDA ? NcclCollectives.OnCuda(tcp, device.index, new NcclOptions()) : tcp;
    }

    private static void Run(ICollectives[] transports, IReadOnlyList<string> devices, Dictionary<string, object> figures)
    {
        ICollectiveSeat[] seats = [.. transports.Select(transport => transport.Open("device-check", 1))];
        string[] endpoints = [.. seats.Select(seat => seat.Endpoint)];
        byte[] secret = RandomNumberGenerator.GetBytes(32);
        Exception?[] failures = new Exception?[seats.Length];
        using Barrier formed = new(seats.Length);
        void Member(int rank)
        {
            try
            {
                using DisposeScope scope = NewDisposeScope();
                using CollectiveGroups groups = seats[rank].Form(new GroupSpec("device-check", 1, rank, endpoints, secret), Deadline);
                formed.SignalAndWait(Deadline);
                Sum(groups.World, DeviceSelection.Select(devices[rank]), rank == 0 ? figures : []);
            }
            catch (Exception problem)
            {
                failures[rank] = problem;
            }
        }

        Thread[] threads = [.. seats.Select((_, rank) => new Thread(() => Member(rank)) { IsBackground = true, Name = $"rank {rank}" })];
        Array.ForEach(threads, thread => thread.Start());
        foreach (Thread thread in threads)
        {
            if (!thread.Join(2 * Deadline))
            {
                throw new CdartsException($"A replica of the group has not come back after {2 * Deadline.TotalSeconds:0} s.");
            }
        }

        if (failures.OfType<Exception>().FirstOrDefault() is { } failure)
        {
            throw failure;
        }
    }

    private static void Sum(ICollective world, Device device, Dictionary<string, object> figures)
    {
        foreach (int mebibytes in (int[])[1, 16])
        {
            Tensor region = ones(mebibytes << 18, device: device);
            Series series = new();
            for (int round = 0; round < Rounds; round++)
            {
                region.fill_(world.Rank + 1);
                world.Barrier();
                Moment start = Moment.Now;
                world.AllReduceSum([region]);
                // Reading a value waits for the device.
                double first = region[0].item<float>();
                series.Add(Moment.Now - start);
                double expected = world.WorldSize * (world.WorldSize + 1) / 2.0;
                if (first != expected || !region.eq(expected).all().item<bool>())
                {
                    throw new CdartsException($"The sum over {world.WorldSize} replicas is wrong: it is {first} and should be {expected}.");
                }
            }

            figures[$"ms, {mebibytes} MiB"] = series.MedianWall;
        }
    }
}
