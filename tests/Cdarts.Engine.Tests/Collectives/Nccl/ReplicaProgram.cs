using System.Globalization;
using System.Runtime.InteropServices;
using Cdarts.Engine.Collectives;
using Cdarts.Engine.Collectives.Nccl;
using Cdarts.Engine.Collectives.Tcp;
using Cdarts.Engine.Native;
using static TorchSharp.torch;

namespace Cdarts.Engine.Tests.Collectives.Nccl;

/// <summary>
/// A replica in a process of its own, which <see cref="ReplicaProcess"/> starts. It says where it listens, reads the endpoints of
/// all replicas, and sums until that fails.
/// </summary>
internal static class ReplicaProgram
{
    internal const int Announced = 20;

    /// <summary>In a child process; the argument has lines with the library, the rank and the fault.</summary>
    internal static void InAChild(string argument)
    {
        string[] arguments = argument.Split('\n');
        string path = arguments[0];
        int rank = int.Parse(arguments[1], CultureInfo.InvariantCulture);
        NativeRuntime.Initialize();
        NcclOptions options = new() { AbortDeadline = TimeSpan.FromSeconds(1) };
        NcclCollectives collectives = new(new TcpCollectives(), NcclLibrary.Load(path), () => new HostEvents(), options);
        if (arguments[2] is { Length: > 0 } fault)
        {
            SetFault(path, Enum.Parse<StandInFault>(fault), rank);
        }

        using ICollectiveSeat seat = collectives.Open("processes", 1);
        Console.WriteLine(seat.Endpoint);
        string[] endpoints = Console.ReadLine()!.Split(' ');
        CollectiveGroups groups = seat.Form(new GroupSpec("processes", 1, rank, endpoints, new byte[32]), RankThreads.Safety);
        using Tensor region = ones(1000);
        try
        {
            for (int step = 1; ; step++)
            {
                region.fill_(rank + 1);
                groups.World.AllReduceSum([region]);
                if (region[999].item<float>() != endpoints.Length * (endpoints.Length + 1) / 2)
                {
                    throw new InvalidOperationException("wrong sum");
                }

                if (step == Announced)
                {
                    Console.WriteLine($"step {step}");
                }
            }
        }
        catch (CollectiveException problem)
        {
            Console.WriteLine($"lost {string.Join(' ', problem.Lost)}");
        }

        // Waits for the communicators' end, or for that of the process.
        groups.Dispose();
    }

    private static unsafe void SetFault(string path, StandInFault fault, int rank) =>
        ((delegate* unmanaged<int, int, long, void>)NativeLibrary.GetExport(NativeLibrary.Load(path), "standin_set"))((int)fault, rank, 1);
}
