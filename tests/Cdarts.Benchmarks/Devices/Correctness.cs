using Cdarts.Benchmarks.Steps;
using Cdarts.Engine;
using Cdarts.Engine.Collectives;
using Cdarts.Engine.Native;
using Cdarts.Engine.Networks;
using Cdarts.Engine.Training;
using static TorchSharp.torch;

namespace Cdarts.Benchmarks.Devices;

/// <summary>Whether a device computes what it should.</summary>
internal static class Correctness
{
    /// <summary>
    /// What the first joint step may differ by from float64 on the CPU, relative, in float32. It is two updates and a sum of thousands of roundings; a wrong
    /// gradient is off by much more.
    /// </summary>
    private const double Allowed = 1e-3;

    /// <summary>The same in bfloat16, which has 8 bits: a sum of roundings of 4e-3 each.</summary>
    private const double AllowedInBfloat16 = 0.1;

    internal static void Check(DeviceReport report, string name, Device device)
    {
        report.Check("gradients, float32", name, _ => GradientSelfTest.Require(device, ScalarType.Float32));
        report.Check("gradients, bfloat16", name, _ => RequireBfloat16(device));
        foreach (NetworkForm form in Enum.GetValues<NetworkForm>())
        {
            report.Check($"joint step against float64, {Text(form)}", name, figures => AgainstFloat64(device, form, Precision.Float32, Allowed, figures));
        }

        report.Check("joint step in bfloat16", name, figures =>
        {
            RequireBfloat16(device);
            AgainstFloat64(device, NetworkForm.Straight, Precision.Bfloat16, AllowedInBfloat16, figures);
        });
    }

    internal static string Text(NetworkForm form) => form.ToString().ToLowerInvariant();

    private static void RequireBfloat16(Device device)
    {
        if (!GradientSelfTest.AllowsBFloat16(device))
        {
            throw new SkippedException("gradients in bfloat16 are wrong on this device, so bfloat16 is refused on it");
        }
    }

    private static void AgainstFloat64(Device device, NetworkForm form, Precision precision, double allowed, Dictionary<string, object> figures)
    {
        // TensorFloat32 would hide in its own error what is looked for here.
        (bool matrices, bool convolutions) = (backends.cuda.matmul.allow_tf32, backends.cudnn.allow_tf32);
        (backends.cuda.matmul.allow_tf32, backends.cudnn.allow_tf32) = (false, false);
        try
        {
            StepSize size = StepSize.Named("small").WithBatch(8);
            using TrainingSetup exact = new(
                size, NetworkForm.Straight, new StepData(size, type: ScalarType.Float64), new SingleCollective(), CPU, Precision.Float64);
            using TrainingSetup own = new(size, form, new StepData(size, device: device), new SingleCollective(), device, precision);
            own.CopyWeightsOf(exact);
            (string figure, double difference) = Differences(own.Joint(), exact.Joint()).MaxBy(pair => pair.Difference);
            figures["largest relative difference"] = difference;
            figures["of"] = figure;
            if (!(difference < allowed))
            {
                throw new CdartsException($"The step differs by more than {allowed}: do not train on this device.");
            }
        }
        finally
        {
            (backends.cuda.matmul.allow_tf32, backends.cudnn.allow_tf32) = (matrices, convolutions);
        }
    }

    private static IEnumerable<(string Figure, double Difference)> Differences(StepFigures own, StepFigures exact)
    {
        (string, double?, double?)[] pairs =
        [
            ("search loss", own.SearchLoss, exact.SearchLoss), ("evaluation loss", own.EvaluationLoss, exact.EvaluationLoss),
            ("interactive loss", own.InteractiveLoss, exact.InteractiveLoss), ("weight loss", own.WeightLoss, exact.WeightLoss),
            ("search gradient norm", own.SearchGradientNorm, exact.SearchGradientNorm),
            ("evaluation gradient norm", own.EvaluationGradientNorm, exact.EvaluationGradientNorm),
        ];
        return pairs.Select(pair => (pair.Item1, Math.Abs(pair.Item2!.Value - pair.Item3!.Value) / Math.Abs(pair.Item3.Value)));
    }
}
