using System.Diagnostics;
using System.Runtime.ExceptionServices;
using TorchSharp;
using static TorchSharp.torch;

namespace Cdarts.Engine.Native;

/// <summary>
/// A number by which devices compare: the rate of a float32 matrix product, on the CPU with the one thread that a replica has. It is not the rate of training, which
/// on GPUs is bound by memory and calls as well. Thread-safe.
/// </summary>
public static class DeviceSpeed
{
    /// <summary>Side of the matrices: on the CPU some 10 ms, on GPUs enough to fill them.</summary>
    private const int CpuSide = 768, CudaSide = 4096;

    private const int Warmup = 1, Rounds = 5;

    private static readonly Dictionary<string, double> Measured = [];

    /// <summary>Measures a device when it is first asked for, in a fraction of a second; later calls give the same number.</summary>
    /// <param name="device"><c>cpu</c> or <c>cuda:N</c>.</param>
    /// <returns>GFLOP/s, where a multiply-add is two: the best of a few products.</returns>
    /// <exception cref="CdartsException">There is no such device.</exception>
    public static double Measure(string device)
    {
        NativeRuntime.Initialize();
        Device selected = DeviceSelection.Select(device);

        // One product at a time, even of different devices: a processor that two measure at once has half of its speed for each.
        lock (Measured)
        {
            return Measured.TryGetValue(device, out double rate) ? rate : Measured[device] = OnOwnThread(selected);
        }
    }

    /// <summary>On a thread of its own, since the number of LibTorch's threads belongs to the calling thread and is not ours to change.</summary>
    private static double OnOwnThread(Device device)
    {
        double rate = 0;
        ExceptionDispatchInfo? failure = null;
        Thread thread = new(() =>
        {
            try
            {
                rate = Best(device);
            }
            catch (Exception problem)
            {
                failure = ExceptionDispatchInfo.Capture(problem);
            }
        })
        { Name = "device speed", IsBackground = true };
        thread.Start();
        thread.Join();
        failure?.Throw();
        return rate;
    }

    private static double Best(Device device)
    {
        using IDisposable noGradient = no_grad();
        using DisposeScope scope = NewDisposeScope();
        DeviceSelection.LimitThreads(device);
        int side = device.type == DeviceType.CPU ? CpuSide : CudaSide;
        Tensor a = ones([side, side], ScalarType.Float32, device), product = zeros_like(a);
        double best = double.PositiveInfinity;
        for (int round = -Warmup; round < Rounds; round++)
        {
            long start = Stopwatch.GetTimestamp();

            // Into the same memory, and read at the end: a GPU has computed it then.
            product.addmm_(a, a, beta: 0, alpha: 1);
            using Tensor element = product[0, 0];
            _ = element.item<float>();
            best = round < 0 ? best : Math.Min(best, Stopwatch.GetElapsedTime(start).TotalSeconds);
        }

        return 2.0 * side * side * side / best / 1e9;
    }
}
