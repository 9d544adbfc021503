using System.Numerics;
using static TorchSharp.torch;

namespace Cdarts.Engine.Kernels;

/// <summary>What one call of a 3x3 pooling is: shape and element type, checked. Immutable.</summary>
internal sealed record PoolingCall(DepthwiseShape Shape, ScalarType Type)
{
    private const int Side = 3;

    /// <summary>Checks the arguments of <see cref="Pooling3x3"/>.</summary>
    internal static PoolingCall Check(string name, Tensor x, int stride)
    {
        PlaneChecks.Planes(name, x, stride);
        return new PoolingCall(PlaneChecks.Shape(x, stride), x.dtype);
    }

    internal Tensor Maximum(Tensor input)
    {
        Tensor output = Output();
        if (Type == ScalarType.Float32)
        {
            Maximum<float>(input, output);
        }
        else
        {
            Maximum<double>(input, output);
        }

        return output;
    }

    internal Tensor MaximumBackward(Tensor gradient, Tensor input)
    {
        Tensor inputGradient = Input();
        if (Type == ScalarType.Float32)
        {
            MaximumBackward<float>(gradient, input, inputGradient);
        }
        else
        {
            MaximumBackward<double>(gradient, input, inputGradient);
        }

        return inputGradient;
    }

    internal Tensor Average(Tensor input)
    {
        Tensor output = Output();
        if (Type == ScalarType.Float32)
        {
            Average<float>(input, output);
        }
        else
        {
            Average<double>(input, output);
        }

        return output;
    }

    internal Tensor AverageBackward(Tensor gradient)
    {
        Tensor inputGradient = Input();
        if (Type == ScalarType.Float32)
        {
            AverageBackward<float>(gradient, inputGradient);
        }
        else
        {
            AverageBackward<double>(gradient, inputGradient);
        }

        return inputGradient;
    }

    private Tensor Input() => empty([Shape.Samples, Shape.Channels, Shape.Height, Shape.Width], dtype: Type);

    private Tensor Output() => empty([Shape.Samples, Shape.Channels, Shape.OutputHeight, Shape.OutputWidth], dtype: Type);

    private unsafe void Maximum<T>(Tensor input, Tensor output)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        using MaximumWork<T> work = new(Shape);
        work.Forward((T*)TensorMemory.Pointer(input), (T*)TensorMemory.Pointer(output));
    }

    private unsafe void MaximumBackward<T>(Tensor gradient, Tensor input, Tensor inputGradient)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        using MaximumWork<T> work = new(Shape);
        work.Backward((T*)TensorMemory.Pointer(gradient), (T*)TensorMemory.Pointer(input), (T*)TensorMemory.Pointer(inputGradient));
    }

    /// <summary>The sum of a window is a depthwise convolution with ones.</summary>
    private unsafe void Average<T>(Tensor input, Tensor output)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        using DepthwiseWork<T> work = new(DepthwisePlan.For(Side, Shape.Stride, dilation: 1), Shape);
        fixed (T* ones = Ones<T>(), counts = Counts<T>())
        {
            work.Forward((T*)TensorMemory.Pointer(input), rectify: false, ones, weightPitch: 0, counts, (T*)TensorMemory.Pointer(output));
        }
    }

    private unsafe void AverageBackward<T>(Tensor gradient, Tensor inputGradient)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        using DepthwiseWork<T> work = new(DepthwisePlan.For(Side, Shape.Stride, dilation: 1), Shape);
        fixed (T* ones = Ones<T>(), counts = Counts<T>())
        {
            work.Backward(
                (T*)TensorMemory.Pointer(gradient), counts, input: null, rectify: false, ones, weightPitch: 0,
                (T*)TensorMemory.Pointer(inputGradient), weightGradient: null);
        }
    }

    private static T[] Ones<T>()
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var ones = new T[Side * Side];
        Array.Fill(ones, T.One);
        return ones;
    }

    /// <summary>Elements in each window, without padding.</summary>
    private T[] Counts<T>()
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var counts = new T[Shape.OutputHeight * Shape.OutputWidth];
        for (int row = 0; row < Shape.OutputHeight; row++)
        {
            for (int column = 0; column < Shape.OutputWidth; column++)
            {
                counts[(row * Shape.OutputWidth) + column] =
                    T.CreateTruncating(Length(row * Shape.Stride, Shape.Height) * Length(column * Shape.Stride, Shape.Width));
            }
        }

        return counts;
    }

    private static int Length(int centre, int size) => Math.Min(centre + 1, size - 1) - Math.Max(centre - 1, 0) + 1;
}
