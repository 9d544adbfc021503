using Cdarts.Benchmarks.Measuring;
using Cdarts.Benchmarks.Steps;
using Cdarts.Engine.Collectives;
using Cdarts.Engine.Collectives.Nccl;
using Cdarts.Engine.Networks;
using TorchSharp;
using static TorchSharp.torch;

namespace Cdarts.Benchmarks.Devices;

/// <summary>How fast a device takes joint steps, and the memory that they take.</summary>
internal static class Speed
{
    private const int Warmup = 2;

    private const double Mebibyte = 1 << 20;

    internal static void Check(DeviceReport report, string name, Device device, StepSize size, NetworkForm form, int steps) =>
        report.Check($"{size.Name}, {Correctness.Text(form)}, batch {size.Batch}", name, figures =>
        {
            using TrainingSetup setup = new(size, form, new StepData(size, device: device), new SingleCollective(), device);
            Series series = new();
            for (int step = -Warmup; step < steps; step++)
            {
                Moment start = Moment.Now;
                setup.Joint();
                Finish(device);
                if (step >= 0)
                {
                    series.Add(Moment.Now - start);
                }
            }

            figures["images/s"] = size.Batch / series.MedianWall * 1000;
            figures["ms per joint step"] = series.MedianWall;
            figures["ms, best"] = series.BestWall;
            figures["MiB in use"] = MemoryInUse(device);
        });

    private static void Finish(Device device)
    {
        if (device.type == DeviceType.CUDA)
        {
            cuda.synchronize(device);
        }
    }

    /// <summary>On CUDA what LibTorch has taken so far, which it keeps; on the CPU the most that the process ever had.</summary>
    private static double MemoryInUse(Device device)
    {
        if (device.type != DeviceType.CUDA)
        {
            return Machine.PeakResidentMebibytes;
        }

        (long free, long total) = CudaRuntime.Load().Memory(device.index);
        return (total - free) / Mebibyte;
    }
}
