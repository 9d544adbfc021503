using Cdarts.Engine.Networks;
using Cdarts.Engine.Training;
using TorchSharp;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Cdarts.Engine.Native;

/// <summary>
/// Checks, on the device that will train, gradients that LibTorch is known to compute wrongly in some builds and precisions: of a depthwise convolution
/// with contiguous and with channels-last input, against the same convolution in float64, written as a dense one.
/// </summary>
public static class GradientSelfTest
{
    private const double Tolerance = 1e-4;

    /// <summary>bfloat16 has eight bits of mantissa; a wrong gradient is off by its own size.</summary>
    private const double WideTolerance = 5e-2;

    /// <summary>Runs the test for contiguous input, the only layout that the networks use.</summary>
    /// <exception cref="CdartsException">The gradients are wrong: this device cannot be trusted with training.</exception>
    public static void Require(Device device, ScalarType precision)
    {
        foreach (SelfTestResult result in Run(device, precision))
        {
            if (!result.ChannelsLast && !result.Passed)
            {
                throw new CdartsException(
                    $"The gradient self-test failed on {device} ({result}): this LibTorch build computes wrong gradients here, so training is refused; "
                    + "use another device or another LibTorch.");
            }
        }
    }

    /// <summary>Runs the test for every type that a precision computes in.</summary>
    /// <exception cref="CdartsException">The gradients are wrong in one of them.</exception>
    public static void Require(Device device, Precision precision)
    {
        NumberTypes numbers = NumberTypes.Of(precision);
        Require(device, numbers.Weights);
        if (numbers.Compute is { } compute)
        {
            RequireFor(precision, device, Run(device, compute));
        }
    }

    /// <summary>Refuses a precision whose narrow type failed the test.</summary>
    /// <exception cref="CdartsException">A case of contiguous input failed.</exception>
    internal static void RequireFor(Precision precision, Device device, IEnumerable<SelfTestResult> results)
    {
        if (results.FirstOrDefault(result => !result.ChannelsLast && !result.Passed) is { } failed)
        {
            throw new CdartsException(
                $"precision is {precision.ToString().ToLowerInvariant()}, but LibTorch computes wrong gradients in it on {device} ({failed}): use float32.");
        }
    }

    /// <summary>Whether bfloat16 may be used on a device: whether all gradients of contiguous inputs are right in it.</summary>
    public static bool AllowsBFloat16(Device device) => Run(device, ScalarType.BFloat16).All(result => result.ChannelsLast || result.Passed);

    /// <inheritdoc cref="AllowsBFloat16(Device)"/>
    /// <exception cref="CdartsException">There is no such device.</exception>
    public static bool AllowsBFloat16(string device)
    {
        NativeRuntime.Initialize();
        return AllowsBFloat16(DeviceSelection.Select(device));
    }

    /// <summary>Runs the test on a device given by its setting, in float32.</summary>
    /// <exception cref="CdartsException">The gradients are wrong, or there is no such device.</exception>
    public static void Require(string device)
    {
        NativeRuntime.Initialize();
        Require(DeviceSelection.Select(device), ScalarType.Float32);
    }

    /// <summary>All cases: kernels 3 and 5, stride 1 and 2, dilation 1 and 2, contiguous and channels-last.</summary>
    public static IReadOnlyList<SelfTestResult> Run(Device device, ScalarType precision)
    {
        using DisposeScope scope = NewDisposeScope();
        List<SelfTestResult> results = [];
        foreach (bool channelsLast in (bool[])[false, true])
        {
            foreach (int kernel in (int[])[3, 5])
            {
                results.AddRange(
                    from stride in (int[])[1, 2] from dilation in (int[])[1, 2] select RunCase(device, precision, channelsLast, kernel, stride, dilation));
            }
        }

        return results;
    }

    private static SelfTestResult RunCase(Device device, ScalarType precision, bool channelsLast, int kernel, int stride, int dilation)
    {
        using DisposeScope scope = NewDisposeScope();
        const int Channels = 16, Side = 16, Batch = 4;
        int padding = dilation * (kernel - 1) / 2;
        using Generator generator = new(20250324);
        Tensor x = rand([Batch, Channels, Side, Side], dtype: ScalarType.Float64, generator: generator) - 0.5;
        Tensor w = rand([Channels, 1, kernel, kernel], dtype: ScalarType.Float64, generator: generator) - 0.5;
        Tensor upstream = rand([Batch, Channels, Side / stride, Side / stride], dtype: ScalarType.Float64, generator: generator) - 0.5;

        // The reference: a dense kernel that is zero off the diagonal.
        Tensor denseMask = eye(Channels, dtype: ScalarType.Float64).view(Channels, Channels, 1, 1);
        Tensor referenceX = x.clone().requires_grad_();
        Tensor referenceW = w.clone().requires_grad_();
        F.conv2d(referenceX, referenceW.view(1, Channels, kernel, kernel) * denseMask, null, [stride, stride], [padding, padding], [dilation, dilation])
            .mul(upstream).sum().backward();

        Tensor testX = Layout(x.to(precision).to(device), channelsLast).detach().requires_grad_();
        Tensor testW = w.to(precision).to(device).detach().requires_grad_();
        F.conv2d(testX, testW, null, [stride, stride], [padding, padding], [dilation, dilation], Channels)
            .mul(upstream.to(precision).to(device)).sum().backward();

        double error = Math.Max(RelativeError(testX.grad!, referenceX.grad!), RelativeError(testW.grad!, referenceW.grad!));
        return new SelfTestResult(
            channelsLast, kernel, stride, dilation, error, error <= (precision == ScalarType.BFloat16 ? WideTolerance : Tolerance));
    }

    private static Tensor Layout(Tensor x, bool channelsLast) =>
        channelsLast ? x.permute(0, 2, 3, 1).contiguous().permute(0, 3, 1, 2) : x.contiguous();

    private static double RelativeError(Tensor actual, Tensor expected)
    {
        Tensor difference = (actual.to(CPU).to(ScalarType.Float64) - expected).abs().max();
        return difference.item<double>() / expected.abs().max().item<double>();
    }
}

/// <summary>One case of the gradient self-test.</summary>
/// <param name="ChannelsLast">Memory layout of the input.</param>
/// <param name="Kernel">Kernel size.</param>
/// <param name="Stride">Stride.</param>
/// <param name="Dilation">Dilation.</param>
/// <param name="Error">Largest gradient error over largest gradient.</param>
/// <param name="Passed">Whether the error is within tolerance.</param>
public sealed record SelfTestResult(bool ChannelsLast, int Kernel, int Stride, int Dilation, double Error, bool Passed)
{
    /// <summary>For example <c>depthwise 5x5 dilation 2 stride 1, contiguous: relative error 1E+00</c>.</summary>
    public override string ToString() =>
        $"depthwise {Kernel}x{Kernel} dilation {Dilation} stride {Stride}, {(ChannelsLast ? "channels-last" : "contiguous")}: relative error {Error:E0}";
}
