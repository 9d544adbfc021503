using TorchSharp;
using static TorchSharp.torch;

namespace Cdarts.Engine.Kernels;

/// <summary>Checks of what the kernels are given.</summary>
internal static class PlaneChecks
{
    /// <summary>Throws unless <paramref name="x"/> is something that the kernels can work on.</summary>
    internal static void Planes(string name, Tensor x, int stride)
    {
        Require(x.dim() == 4, name, $"the input has {x.dim()} dimensions", "4, N x C x H x W");
        long[] shape = x.shape;
        Require(shape[2] is > 0 and <= short.MaxValue && shape[3] is > 0 and <= short.MaxValue, name, $"the planes are {shape[2]} x {shape[3]}", "1 to 32767 a side");
        Require(x.dtype is ScalarType.Float32 or ScalarType.Float64, name, $"the input is {x.dtype}", "Float32 or Float64");
        Require(x.device_type == DeviceType.CPU, name, $"the input is on {x.device}", "the CPU");
        Require(stride is 1 or 2, name, $"the stride is {stride}", "1 or 2");
    }

    /// <summary>The shape of a checked input.</summary>
    internal static DepthwiseShape Shape(Tensor x, int stride)
    {
        long[] shape = x.shape;
        return new DepthwiseShape(shape[0], (int)shape[1], (int)shape[2], (int)shape[3], stride);
    }

    /// <exception cref="CdartsException">The condition does not hold.</exception>
    internal static void Require(bool condition, string name, string found, string allowed)
    {
        if (!condition)
        {
            throw new CdartsException($"The CPU kernel for {name} cannot run: {found}, but must be {allowed}.");
        }
    }
}
