using System.Numerics;
using Cdarts.Engine.Kernels;
using Cdarts.Engine.Networks.Fused;
using Cdarts.Engine.Networks.Layers;
using Cdarts.Engine.Tests.Kernels;
using CsCheck;
using TorchSharp;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Cdarts.Engine.Tests.Networks.Fused;

/// <summary>
/// 1x1 convolutions from every width of vectors to every width, with padded segments and with one or two weights in the matrix, against LibTorch's in
/// double precision.
/// </summary>
public unsafe class PointwiseWeightsTests
{
    /// <summary>What the sums are before results are added.</summary>
    private const double Before = 3;

    /// <summary>Most positions, the largest tile apart, whose sum is taken in the element type.</summary>
    private const int PositionsInElementType = 128 + 16;

    private static readonly Gen<Case> Cases =
        Gen.Select(
            Gen.Select(Gen.Int[1, 2], Gen.Int[1, 3], Gen.Int[1, 9]), Gen.Select(Gen.Int[1, 20], Gen.Int[1, 9], Gen.Int[1, 35]),
            Gen.Select(Gen.Int[1, 2], Gen.Int[0, 1], Gen.Int[0, 1], Gen.Int[0, 1 << 20]),
            (channels, size, rest) => new Case(
                channels.Item1, channels.Item2, channels.Item3, size.Item1, size.Item2, size.Item3, rest.Item1, rest.Item2, rest.Item3, rest.Item4));

    /// <param name="Bands">Weights, each between channels of its own.</param>
    /// <param name="Segments">Segments of a weight's input.</param>
    /// <param name="Channels">Channels of a segment.</param>
    /// <param name="Outputs">Output channels of a weight.</param>
    /// <param name="Rows">Height.</param>
    /// <param name="Columns">Width.</param>
    /// <param name="Samples">Pictures.</param>
    /// <param name="InputHalo">Border of the input and its gradient.</param>
    /// <param name="OutputHalo">Border of the result.</param>
    /// <param name="Seed">Of the numbers.</param>
    private sealed record Case(
        int Bands, int Segments, int Channels, int Outputs, int Rows, int Columns, int Samples, int InputHalo, int OutputHalo, int Seed)
    {
        internal int Inputs => Segments * Channels;

        internal int Positions => Rows * Columns;
    }

    private sealed record Values(Tensor Output, Tensor InputGradient, Tensor[] WeightGradients);

    private sealed record Inputs(Tensor X, Tensor[] Weights, Tensor Bias, Tensor Gradient)
    {
        internal Inputs Absolute => new(X.abs(), [.. Weights.Select(weight => weight.abs())], Bias.abs(), Gradient.abs());
    }

    [Fact]
    public void Products_and_gradients_are_those_of_LibTorch() => Cases.Sample(
        c =>
        {
            using DisposeScope scope = NewDisposeScope();
            using RandomTensors random = new(c.Seed);
            Inputs inputs = new(
                random.NormalWithZeros(c.Samples, c.Bands * c.Inputs, c.Rows, c.Columns),
                [.. Enumerable.Range(0, c.Bands).Select(_ => random.NormalWithZeros(c.Outputs, c.Inputs, 1, 1))],
                random.NormalWithZeros(c.Bands * c.Outputs), random.Normal(c.Samples, c.Bands * c.Outputs, c.Rows, c.Columns));
            Values expected = Reference(inputs), absolutes = Reference(inputs.Absolute);
            Check<double>(c, inputs, expected, absolutes);
            Check<float>(c, inputs, expected, absolutes);
        },
        iter: 40, threads: 1);

    private static Values Reference(Inputs inputs)
    {
        Tensor x = inputs.X.detach().requires_grad_();
        Tensor[] weights = [.. inputs.Weights.Select(weight => weight.detach().requires_grad_())];
        Tensor matrix = block_diag([.. weights.Select(weight => weight.flatten(1))]);
        Tensor output = F.conv2d(x, matrix.unsqueeze(2).unsqueeze(3), inputs.Bias);
        output.backward([inputs.Gradient]);
        return new Values(output.detach(), x.grad!, [.. weights.Select(weight => weight.grad!)]);
    }

    private static void Check<T>(Case c, Inputs inputs, Values expected, Values absolutes)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        foreach ((int from, int to) in LaneWidths.Of<T>().SelectMany(from => LaneWidths.Of<T>().Select(to => (from, to))))
        {
            Values actual = Run<T>(c, inputs, from, to);
            Rounding.AssertSums<T>(actual.Output, expected.Output, absolutes.Output, c.Inputs + 1);
            Rounding.AssertSums<T>(actual.InputGradient, expected.InputGradient, absolutes.InputGradient, c.Outputs);
            for (int band = 0; band < c.Bands; band++)
            {
                Rounding.AssertSums<T>(
                    actual.WeightGradients[band], expected.WeightGradients[band], absolutes.WeightGradients[band], c.Samples * c.Positions);
            }
        }
    }

    private static Values Run<T>(Case c, Inputs inputs, int from, int to)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        using FusedScratch<T> scratch = new();
        LaneKernels<T> inputKernels = LaneKernels<T>.For(from), kernels = LaneKernels<T>.For(to);
        Tensor x = LanePictures.Enter<T>(inputs.X, from, c.Bands * c.Segments), gradient = LanePictures.Enter<T>(inputs.Gradient, to);
        PictureShape input = FusedOperationRun.Shape(x), output = FusedOperationRun.Shape(gradient);
        Weight[] weights = [.. inputs.Weights.Select(weight => new Weight("pointwise", weight.to(LaneWidths.Type<T>())))];
        using PointwiseWeights<T> matrix = new(
            [.. weights.Select((weight, band) => new WeightBand(weight, band * c.Outputs, band * input.Channels / c.Bands))],
            Places(c, input), input, output);
        matrix.Pack();

        Tensor result = LanePictures.Filled<T>(c.Samples, output, double.NaN), inputGradient = LanePictures.Filled<T>(c.Samples, input, double.NaN);
        Tensor bias = LanePictures.Enter<T>(inputs.Bias.view(1, -1, 1, 1), to);
        double[] sums = new double[2 * output.Channels];
        Array.Fill(sums, Before);
        Picture<T> source = scratch.Padded(input, c.InputHalo, T.CreateTruncating(7), ScratchSlot.Rectified);
        Picture<T> target = scratch.Padded(output, c.OutputHalo, T.Zero, ScratchSlot.Mapped);
        Picture<T> sourceGradient = scratch.Padded(input, c.InputHalo, T.Zero, ScratchSlot.MappedGradient);
        for (int sample = 0; sample < c.Samples; sample++)
        {
            Picture<T> dense = LanePictures.Dense(LanePictures.Of<T>(x)[sample], input);
            Picture<T> denseGradient = LanePictures.Dense(LanePictures.Of<T>(gradient)[sample], output);
            LanePictures.Copy(in dense, in source, input);
            fixed (double* pinned = sums)
            {
                kernels.Multiply(matrix.Forward, in source, in target, c.Rows, c.Columns, LanePictures.Of<T>(bias)[0], pinned);
            }

            LanePictures.Copy(in target, LanePictures.Dense(LanePictures.Of<T>(result)[sample], output), output);
            kernels.CorrelateChannels(in dense, in denseGradient, c.Positions, matrix.Gradient);

            // In two parts, as a unit does it.
            int half = c.Rows / 2;
            Picture<T> lower = denseGradient.From(half), lowerTarget = sourceGradient.From(half);
            inputKernels.Multiply(matrix.Backward, in denseGradient, in sourceGradient, half, c.Columns, null, null);
            inputKernels.Multiply(matrix.Backward, in lower, in lowerTarget, c.Rows - half, c.Columns, null, null);
            LanePictures.Copy(in sourceGradient, LanePictures.Dense(LanePictures.Of<T>(inputGradient)[sample], input), input);
        }

        CheckSums<T>(c, result, output, sums);

        // What was given once is not given again.
        matrix.GiveGradients();
        matrix.GiveGradients();
        return new Values(
            LanePictures.Leave<T>(result, c.Bands * c.Outputs), LanePictures.Leave<T>(inputGradient, c.Channels, c.Bands * c.Segments),
            [.. weights.Select(weight => weight.Value.grad!.to(ScalarType.Float64))]);
    }

    /// <summary>Places of one weight's input channels among the padded ones.</summary>
    private static int[] Places(Case c, PictureShape input) =>
        [.. Enumerable.Range(0, c.Inputs).Select(channel => (channel / c.Channels * input.Channels / (c.Bands * c.Segments)) + (channel % c.Channels))];

    /// <summary>The kernel's sums are those of the results that it stored: [block][sums, sums of squares][lane].</summary>
    private static void CheckSums<T>(Case c, Tensor result, PictureShape output, double[] sums)
        where T : unmanaged
    {
        Tensor stored = result.to(ScalarType.Float64);
        Tensor values = stack([stored, stored.square()], 2);
        Tensor actual = tensor(sums).view(output.Blocks, 2, output.Lanes) - Before;
        Rounding.AssertSums<T>(
            actual, values.sum([0, 3, 4]), values.abs().sum([0, 3, 4]) + Before, Math.Min(c.Samples * c.Positions, PositionsInElementType));
    }
}
