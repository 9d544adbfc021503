using Cdarts.Benchmarks.Steps;
using Cdarts.Engine.Native;
using Cdarts.Engine.Networks;
using static TorchSharp.torch;

namespace Cdarts.Benchmarks.Devices;

/// <summary>
/// Everything that a device has to show before a long search is given to it: right gradients, a joint step that agrees with float64, a group of all devices, memory
/// and speed. Made for GPUs; on a machine without one it does the same on the CPU.
/// </summary>
internal static class DeviceCheck
{
    /// <returns>Whether nothing failed.</returns>
    internal static bool Run(IReadOnlyList<string> arguments, TextWriter output)
    {
        CommandLine line = new(arguments, ["--device", "--report", "--batch", "--steps", "--python"], ["--quick"]);
        NativeRuntime.Initialize();
        bool quick = line.Has("--quick");
        string[] devices = line.Text("--device", "all") is var named && named == "all" ? [.. DeviceSelection.All()] : named.Split(',');
        int steps = line.Number("--steps", quick ? 1 : 10);
        DeviceReport report = new(output, TimeProvider.System);
        report.Check("devices", "", figures =>
        {
            figures["devices"] = string.Join(' ', devices);
            if (devices is ["cpu"])
            {
                throw new SkippedException("there is no CUDA device: the CPU is looked at instead");
            }
        });
        foreach (string name in devices)
        {
            Device device = DeviceSelection.Select(name);
            Correctness.Check(report, name, device);
            foreach (StepSize size in Sizes(line, quick))
            {
                foreach (NetworkForm form in Enum.GetValues<NetworkForm>())
                {
                    Speed.Check(report, name, device, size, form, steps);
                }
            }

            PyTorchSpeed.Check(report, name, Sizes(line, quick)[0], steps, line.Text("--python", "python3"));
        }

        Groups.Check(report, devices);
        if (line.Text("--report", "") is { Length: > 0 } file)
        {
            report.Write(file);
            output.WriteLine($"The report is in {file}.");
        }

        return report.IsGood;
    }

    private static IReadOnlyList<StepSize> Sizes(CommandLine line, bool quick)
    {
        StepSize[] sizes = quick ? [StepSize.Named("small"), StepSize.Named("imagenet-small")] : [StepSize.Named("cifar"), StepSize.Named("imagenet")];
        return [.. sizes.Select(size => size.WithBatch(line.Number("--batch", quick ? 4 : size.Batch)))];
    }
}
