using TorchSharp;
using static TorchSharp.torch;

namespace Cdarts.Engine.Native;

/// <summary>Turns the setting <c>device</c> into a LibTorch device.</summary>
public static class DeviceSelection
{
    /// <summary>Selects <c>cpu</c> or <c>cuda:N</c>.</summary>
    /// <exception cref="CdartsException">There is no such device, or this build has no CUDA.</exception>
    public static Device Select(string name)
    {
        if (name == "cpu")
        {
            return CPU;
        }

        if (!name.StartsWith("cuda:", StringComparison.Ordinal) || !int.TryParse(name.AsSpan(5), out int index) || index < 0)
        {
            throw new CdartsException($"The device '{name}' is not known: use cpu or cuda:N.");
        }

        if (!HasCuda())
        {
            throw new CdartsException($"The device '{name}' cannot be used: this build or machine has no CUDA; use cpu, or build with -p:CdartsBackend=cuda.");
        }

        int count = cuda.device_count();
        return index < count
            ? new Device(DeviceType.CUDA, index)
            : throw new CdartsException($"The device '{name}' does not exist: this machine has {count} CUDA device(s), numbered from 0.");
    }

    /// <summary>Every CUDA device of this machine, or the CPU where there is none.</summary>
    public static IReadOnlyList<string> All()
    {
        NativeRuntime.Initialize();
        return HasCuda() && cuda.device_count() is > 0 and int count ? [.. Enumerable.Range(0, count).Select(index => $"cuda:{index}")] : ["cpu"];
    }

    /// <summary>One thread per replica on the CPU; OpenMP keeps the number per calling thread.</summary>
    internal static void LimitThreads(Device device)
    {
        if (device.type == DeviceType.CPU)
        {
            set_num_threads(1);
        }
    }

    private static bool HasCuda()
    {
        try
        {
            return cuda.is_available();
        }
        catch (Exception problem) when (problem is NotSupportedException or DllNotFoundException)
        {
            return false;
        }
    }
}
