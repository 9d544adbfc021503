using Cdarts.Engine.Collectives.Nccl;
using Cdarts.Engine.Native;
using TorchSharp;
using static TorchSharp.torch;

namespace Cdarts.Engine.Diagnostics;

/// <summary>How much memory a device has. Thread-safe.</summary>
public static class DeviceMemory
{
    private const string Totals = "/proc/meminfo", TotalLabel = "MemTotal:";
    private static readonly string[] GroupLimits = ["/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes"];

    /// <summary>The memory that training may take of a device, in bytes, as <see cref="Available(Device)"/> tells it: to be asked before anything of a run lies there.</summary>
    /// <param name="device"><c>cpu</c> or <c>cuda:N</c>.</param>
    /// <returns>Null where nobody tells.</returns>
    /// <exception cref="CdartsException">There is no such device.</exception>
    public static long? Available(string device)
    {
        NativeRuntime.Initialize();
        return Available(DeviceSelection.Select(device));
    }

    /// <summary>
    /// What training may take, in bytes, or null where nobody tells: on CUDA what is free now, which is what other processes leave; on the CPU all of the machine's
    /// memory, or the limit of the control group (container) where that is less.
    /// </summary>
    internal static long? Available(Device device) => device.type == DeviceType.CPU ? OfMachine() : CudaRuntime.Load().Memory(device.index).Free;

    /// <summary>The same of the CPU, without LibTorch.</summary>
    internal static long? OfMachine()
    {
        long?[] known = [Physical(), .. GroupLimits.Select(Limit)];
        return known.Min();
    }

    /// <summary>
    /// The most memory that training has had, in MiB, since <see cref="PeakMemory.Reset"/>: on the CPU the process's resident memory; on CUDA what is taken now, by whatever
    /// process, since LibTorch keeps what it has once taken.
    /// </summary>
    internal static double? PeakMebibytes(Device device)
    {
        if (device.type == DeviceType.CPU)
        {
            return PeakMemory.Mebibytes();
        }

        (long free, long total) = CudaRuntime.Load().Memory(device.index);
        return (total - free) / 1048576.0;
    }

    private static long? Physical() => Lines(Totals).FirstOrDefault(line => line.StartsWith(TotalLabel, StringComparison.Ordinal)) is { } line
        && long.TryParse(line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)[1], out long kibibytes) ? kibibytes * 1024 : null;

    /// <summary>A group without a limit says so in words, or with a number beyond any machine.</summary>
    private static long? Limit(string file) => long.TryParse(Lines(file).FirstOrDefault(), out long limit) ? limit : null;

    private static IEnumerable<string> Lines(string file)
    {
        try
        {
            return File.ReadAllLines(file);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }
}
