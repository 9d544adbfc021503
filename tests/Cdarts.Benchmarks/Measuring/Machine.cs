using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using TorchSharp;

namespace Cdarts.Benchmarks.Measuring;

/// <summary>What a results page has to say of the machine.</summary>
internal static class Machine
{
    internal static string Description =>
        $"{Processor()}, {Environment.ProcessorCount} logical processors, vectors of {(Vector512.IsHardwareAccelerated ? 512 : Vector256.IsHardwareAccelerated ? 256 : 128)} bits; "
        + $"{RuntimeInformation.FrameworkDescription}, LibTorch {torch.__version__}, {torch.get_num_threads()} LibTorch thread(s) per thread";

    /// <summary>Runnable threads of the whole machine over the last 1, 5 and 15 minutes: how much it was shared.</summary>
    internal static string LoadAverage => string.Join(' ', File.ReadAllText("/proc/loadavg").Split(' ').Take(3));

    /// <summary>The most memory that this process ever had resident, in MiB (VmHWM).</summary>
    internal static double PeakResidentMebibytes =>
        double.Parse(
            File.ReadLines("/proc/self/status").First(line => line.StartsWith("VmHWM:", StringComparison.Ordinal))
                .Split((char[])[' ', '\t'], StringSplitOptions.RemoveEmptyEntries)[1])
        / 1024;

    private static string Processor() => File.ReadLines("/proc/cpuinfo")
        .Where(line => line.StartsWith("model name", StringComparison.Ordinal))
        .Select(line => line[(line.IndexOf(':') + 1)..].Trim())
        .FirstOrDefault("unknown processor");
}
