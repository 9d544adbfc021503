using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Cdarts.Engine.Networks.Layers;

/// <summary>A dense 2-d convolution without bias.</summary>
public sealed class Convolution
{
    // Channels that oneDNN computes at once.
    private const int Lanes = 16;

    private readonly ScalarType? _compute;
    private readonly long[] _stride;
    private readonly long[] _padding;

    /// <summary>Declares the weight.</summary>
    /// <param name="declare">Takes it.</param>
    /// <param name="name">Name under the prefix.</param>
    /// <param name="input">Input channels.</param>
    /// <param name="output">Output channels.</param>
    /// <param name="kernel">Height and width of the kernel.</param>
    /// <param name="stride">Stride.</param>
    /// <param name="padding">Zero padding on each side.</param>
    public Convolution(Declarations declare, string name, int input, int output, int kernel, int stride = 1, int padding = 0)
    {
        Weight = declare.KaimingUniform(name, (long)input * kernel * kernel, output, input, kernel, kernel);
        _compute = declare.Compute;
        _stride = [stride, stride];
        _padding = [padding, padding];
    }

    internal Weight Weight { get; }

    internal long Stride => _stride[0];

    internal long Padding => _padding[0];

    /// <summary>[B, input, H, W], contiguous, to [B, output, H', W'].</summary>
    public Tensor Forward(Tensor x)
    {
        Tensor input = x.As(_compute), weight = Weight.Value.As(_compute);
        return ReadsGarbage(input) ? ForwardInFullLanes(input, weight) : F.conv2d(input, weight, null!, _stride, _padding);
    }

    /// <summary>
    /// The input's gradient of a float32 or bfloat16 convolution on the CPU with a kernel above 1x1 and channels that do not fill their lanes: oneDNN (in LibTorch 2.10)
    /// multiplies what memory holds beyond the last channel by zero, which is NaN when that is NaN or infinite by chance.
    /// </summary>
    private bool ReadsGarbage(Tensor x) =>
        x.requires_grad && x.dtype != ScalarType.Float64 && x.device_type == TorchSharp.DeviceType.CPU && Weight.Shape[2] > 1
        && (Weight.Shape[0] % Lanes != 0 || Weight.Shape[1] % Lanes != 0);

    /// <summary>The same convolution with channels of zeros up to full lanes, which oneDNN would compute anyway.</summary>
    private Tensor ForwardInFullLanes(Tensor x, Tensor weight)
    {
        long moreOutputs = Missing(Weight.Shape[0]), moreInputs = Missing(Weight.Shape[1]);
        Tensor wide = F.pad(x, [0, 0, 0, 0, 0, moreInputs]), wideWeight = F.pad(weight, [0, 0, 0, 0, 0, moreInputs, 0, moreOutputs]);
        return F.conv2d(wide, wideWeight, null!, _stride, _padding).narrow(1, 0, Weight.Shape[0]).contiguous();
    }

    private static long Missing(long channels) => (Lanes - (channels % Lanes)) % Lanes;
}
