using Cdarts.Benchmarks.Steps;

namespace Cdarts.Benchmarks.Devices;

/// <summary>The same joint step in eager PyTorch on the same device, where this machine has PyTorch.</summary>
internal static class PyTorchSpeed
{
    private const int Warmup = 2;

    internal static void Check(DeviceReport report, string name, StepSize size, int steps, string python) =>
        report.Check($"{size.Name}, eager PyTorch, batch {size.Batch}", name, figures =>
        {
            using StringWriter said = new();
            PyTorch program = PyTorch.Find(python, said) ?? throw new SkippedException(said.ToString().Trim());
            PyTorchTimes times = program.Run(size, new StepWork(size), steps, Warmup, TextWriter.Null, name);
            figures["images/s"] = size.Batch / times.Joint.MedianWall * 1000;
            figures["ms per joint step"] = times.Joint.MedianWall;
            figures["ms, best"] = times.Joint.BestWall;
            figures["version"] = times.Version;
        });
}
