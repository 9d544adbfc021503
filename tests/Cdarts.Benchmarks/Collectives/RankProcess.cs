using System.Diagnostics;
using System.Globalization;
using Cdarts.Benchmarks.Measuring;
using Cdarts.Engine.Collectives;
using Cdarts.Engine.Collectives.Tcp;
using TorchSharp;
using static TorchSharp.torch;

namespace Cdarts.Benchmarks.Collectives;

/// <summary>One rank of the benchmark: says where it listens, reads all endpoints and the secret, sums, and says the median times in milliseconds.</summary>
internal static class RankProcess
{
    private const int Warmup = 5;

    /// <summary>Bytes of every message, and how often it is summed.</summary>
    internal static IReadOnlyList<(long Bytes, int Times)> Messages { get; } = [(4 << 10, 2000), (256 << 10, 300), (4 << 20, 40), (16 << 20, 15)];

    internal static void Run(int rank, TextReader input, TextWriter output)
    {
        using ICollectiveSeat seat = new TcpCollectives().Open("benchmark", 1);
        output.WriteLine(seat.Endpoint);
        string[] endpoints = input.ReadLine()!.Split(',');
        byte[] secret = Convert.FromHexString(input.ReadLine()!);
        using CollectiveGroups groups = seat.Form(new GroupSpec("benchmark", 1, rank, endpoints, secret), TimeSpan.FromSeconds(30));
        string times = string.Join(
            ' ', Messages.Select(message => Median(groups.World, message.Bytes, message.Times).ToString("R", CultureInfo.InvariantCulture)));
        groups.World.Barrier();
        output.WriteLine(times);
    }

    private static double Median(ICollective world, long bytes, int times)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor[] region = [zeros(bytes / sizeof(float))];
        List<double> milliseconds = [];
        for (int i = -Warmup; i < times; i++)
        {
            long start = Stopwatch.GetTimestamp();
            world.AllReduceSum(region);
            if (i >= 0)
            {
                milliseconds.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
            }
        }

        return Series.Median(milliseconds);
    }
}
