using System.Numerics;
using TorchSharp;
using static TorchSharp.torch;

namespace Cdarts.Engine.Kernels;

/// <summary>What one call of a depthwise convolution is: shape, plan and element type, checked. Immutable.</summary>
internal sealed record DepthwiseCall(DepthwiseShape Shape, DepthwisePlan Plan, ScalarType Type, bool Relu)
{
    /// <summary>Checks the arguments of <see cref="DepthwiseConvolution.Apply"/>.</summary>
    internal static DepthwiseCall Check(Tensor x, Tensor weight, int stride, int dilation, bool relu)
    {
        const string Name = "depthwise convolution";
        long[] kernel = weight.shape;
        PlaneChecks.Planes(Name, x, stride);
        PlaneChecks.Require(dilation is 1 or 2, Name, $"the dilation is {dilation}", "1 or 2");
        PlaneChecks.Require(
            kernel.Length == 4 && kernel[0] == x.shape[1] && kernel[1] == 1 && kernel[2] == kernel[3] && kernel[2] is 3 or 5,
            Name, $"the weight has shape [{string.Join(", ", kernel)}]", $"[{x.shape[1]}, 1, k, k] with k 3 or 5");
        PlaneChecks.Require(weight.dtype == x.dtype, Name, $"the weight is {weight.dtype}", $"{x.dtype} as the input");
        PlaneChecks.Require(weight.device_type == DeviceType.CPU, Name, $"the weight is on {weight.device}", "the CPU");
        return new DepthwiseCall(PlaneChecks.Shape(x, stride), DepthwisePlan.For((int)kernel[2], stride, dilation), x.dtype, relu);
    }

    /// <summary>The convolution of contiguous arguments.</summary>
    internal Tensor Forward(Tensor input, Tensor weight)
    {
        Tensor output = empty([Shape.Samples, Shape.Channels, Shape.OutputHeight, Shape.OutputWidth], dtype: Type);
        if (Type == ScalarType.Float32)
        {
            Forward<float>(input, weight, output);
        }
        else
        {
            Forward<double>(input, weight, output);
        }

        return output;
    }

    /// <summary>The gradients that are wanted, of contiguous arguments.</summary>
    internal (Tensor? OfInput, Tensor? OfWeight) Backward(Tensor gradient, Tensor? input, Tensor? weight, bool ofInput, bool ofWeight)
    {
        Tensor? inputGradient = ofInput ? empty([Shape.Samples, Shape.Channels, Shape.Height, Shape.Width], dtype: Type) : null;
        Tensor? weightGradient = ofWeight ? empty([Shape.Channels, 1, Plan.Kernel, Plan.Kernel], dtype: Type) : null;
        if (Type == ScalarType.Float32)
        {
            Backward<float>(gradient, input, weight, inputGradient, weightGradient);
        }
        else
        {
            Backward<double>(gradient, input, weight, inputGradient, weightGradient);
        }

        return (inputGradient, weightGradient);
    }

    private unsafe void Forward<T>(Tensor input, Tensor weight, Tensor output)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        using DepthwiseWork<T> work = new(Plan, Shape);
        work.Forward(Pointer<T>(input), Relu, Pointer<T>(weight), Plan.Kernel * Plan.Kernel, null, Pointer<T>(output));
    }

    private unsafe void Backward<T>(Tensor gradient, Tensor? input, Tensor? weight, Tensor? inputGradient, Tensor? weightGradient)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        using DepthwiseWork<T> work = new(Plan, Shape);
        work.Backward(
            Pointer<T>(gradient), null, Pointer<T>(input), Relu, Pointer<T>(weight), Plan.Kernel * Plan.Kernel,
            Pointer<T>(inputGradient), Pointer<T>(weightGradient));
    }

    private static unsafe T* Pointer<T>(Tensor? tensor)
        where T : unmanaged => tensor is null ? null : (T*)TensorMemory.Pointer(tensor);
}
