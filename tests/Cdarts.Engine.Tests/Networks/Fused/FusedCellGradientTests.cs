using Cdarts.Engine.Kernels;
using Cdarts.Engine.Networks.Layers;
using Cdarts.Engine.Tests.Kernels;
using TorchSharp;
using static TorchSharp.torch;

namespace Cdarts.Engine.Tests.Networks.Fused;

/// <summary>
/// The gradients of a whole cell against differences of its loss. Where ReLU or a maximum changes sides within a step, the differences say nothing. Such
/// places are told without the gradient: there central differences of two step widths disagree, which elsewhere agree to the square of the step;
/// and they have to be rare.
/// </summary>
public unsafe class FusedCellGradientTests
{
    private const int Channels = 4, Size = 4, Batch = 2;
    private const double Step = 1e-5, Tolerance = 1e-6;

    /// <param name="Name">Of the number.</param>
    /// <param name="At">Where it is.</param>
    /// <param name="Gradient">The loss's derivative by it.</param>
    private readonly record struct Coordinate(string Name, nint At, double Gradient);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Gradients_are_the_differences_of_the_loss(bool reduction)
    {
        using DisposeScope scope = NewDisposeScope();
        using RandomTensors random = new(11);
        using TestCell test = new(reduction, Channels, Size, null, new BatchStatistics());
        Tensor first = Inputs(), second = Inputs();
        double[] factors = GC.AllocateArray<double>(test.Operations.Count, pinned: true);
        random.Normal(factors.Length).data<double>().CopyTo(factors);
        (Tensor output, IDisposable tape) = test.Cell.Forward(first, second, factors, ForwardPass.Search);
        Tensor direction = random.Normal(output.shape);
        (Tensor ofFirst, Tensor ofSecond, double[] ofFactors) = test.Cell.Backward(tape, direction);
        tape.Dispose();

        Coordinate[] coordinates =
        [
            .. Every("first input", (double*)TensorMemory.Pointer(first), ofFirst.data<double>().ToArray(), 3),
            .. Every("second input", (double*)TensorMemory.Pointer(second), ofSecond.data<double>().ToArray(), 3),
            .. Every("factor", (double*)Pinned(factors), ofFactors, 1),
            .. test.Weights.SelectMany((weight, i) =>
                Every(weight.Name, weight.Pointer<double>(), weight.Value.grad!.data<double>().ToArray(), (int)weight.Count, first: i % (int)weight.Count)),
        ];
        int kinks = coordinates.Count(IsKink);
        Assert.InRange(kinks, 0, coordinates.Length / 20);

        Tensor Inputs() => LanePictures.Enter<double>(random.Normal(Batch, Channels, Size, Size), test.Input.Lanes);

        bool IsKink(Coordinate coordinate)
        {
            double wide = Difference(coordinate, Step), narrow = Difference(coordinate, Step / 2), scale = Math.Max(1, Math.Abs(narrow));
            if (Math.Abs(wide - narrow) > Tolerance * scale)
            {
                return true;
            }

            Assert.True(
                Math.Abs(coordinate.Gradient - narrow) <= Tolerance * scale,
                $"{coordinate.Name}: gradient {coordinate.Gradient}, differences {wide} and {narrow}.");
            return false;
        }

        double Difference(Coordinate coordinate, double step)
        {
            double* at = (double*)coordinate.At;
            double value = *at;
            *at = value + step;
            double above = Loss();
            *at = value - step;
            double below = Loss();
            *at = value;
            return (above - below) / (2 * step);
        }

        double Loss()
        {
            using DisposeScope inner = NewDisposeScope();
            (Tensor result, IDisposable kept) = test.Cell.Forward(first, second, factors, ForwardPass.Search);
            kept.Dispose();
            return (result * direction).sum().item<double>();
        }
    }

    private static nint Pinned(double[] array) => System.Runtime.InteropServices.Marshal.UnsafeAddrOfPinnedArrayElement(array, 0);

    private static List<Coordinate> Every(string name, double* values, double[] gradients, int step, int first = 0)
    {
        List<Coordinate> coordinates = [];
        for (int i = first; i < gradients.Length; i += step)
        {
            coordinates.Add(new Coordinate($"{name} {i}", (nint)(values + i), gradients[i]));
        }

        return coordinates;
    }
}
