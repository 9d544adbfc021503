using System.Text.Json;
using Cdarts.Engine.Networks;
using Cdarts.Engine.Networks.Layers;
using Cdarts.Engine.Networks.Operations;
using Cdarts.Engine.Optimizers;
using Cdarts.Engine.Spaces;
using Cdarts.Engine.Tests.Golden;
using Cdarts.Engine.Tests.Networks.Fused;
using TorchSharp;
using static TorchSharp.torch;

namespace Cdarts.Engine.Tests.Networks;

public class GoldenOperationTests
{
    public static TheoryData<string, bool, NetworkForm> Cases()
    {
        string[] names =
        [
            .. Primitives.Names.Take(Primitives.OperationCount).SelectMany(name => (string[])[name + "_s1", name + "_s2"]),
            "sep_conv_3x3_s1_affine", "preproc_std", "preproc_fr",
        ];
        TheoryData<string, bool, NetworkForm> data = [];
        foreach (string name in names)
        {
            data.Add(name, true, NetworkForm.Straight);
            data.Add(name, false, NetworkForm.Straight);
            data.Add(name, true, NetworkForm.Fast);
            data.Add(name, false, NetworkForm.Fast);
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Operation_gives_the_golden_outputs_gradients_and_statistics(string name, bool wide, NetworkForm form)
    {
        using DisposeScope scope = NewDisposeScope();
        JsonElement golden = GoldenFile.Case("op/" + name);
        ScalarType type = wide ? ScalarType.Float64 : ScalarType.Float32;
        using Generator generator = new(1);
        Declarations declare = new("", generator, type, CPU);
        Operation operation = Build(name, declare);
        using StatisticsBuffer statistics = new(declare.Norms, [], type, CPU);
        GoldenWeights.Fill(declare.Weights, golden.GetProperty("params"), type);

        Tensor x = GoldenFile.Make(golden.GetProperty("x"), type).requires_grad_();
        Func<Tensor, ForwardPass, Tensor> run = form == NetworkForm.Fast ? FusedOperationRun.Of(operation, x, wide) : operation.Forward;
        Tensor y = run(x, ForwardPass.Search);
        (y * GoldenFile.Make(golden.GetProperty("upstream_grad"), type)).sum().backward();
        statistics.Commit(ForwardPass.Search, statistics.RangesOf(declare.Norms));
        Tensor inference = run(x, ForwardPass.Inference);

        JsonElement deviation = golden.GetProperty("f32_deviation");
        Tolerance tolerance = new(wide, deviation);
        tolerance.Check("y", y, golden.GetProperty("y_train"));
        tolerance.Check("y", inference, golden.GetProperty("y_eval_after_that_step"));
        tolerance.Check("grad_x", x.grad!, golden.GetProperty("grad_x"));
        foreach ((JsonElement expected, Weight weight) in golden.GetProperty("grad_params").EnumerateArray().Zip(declare.Weights))
        {
            tolerance.Check("grad_params", weight.Value.grad!, expected);
        }

        Tensor[] buffers = [.. declare.Norms.SelectMany(norm => (Tensor[])[norm.Mean, norm.Variance])];
        JsonElement[] expectedBuffers = [.. golden.GetProperty("bn_buffers_after").EnumerateArray()];
        Assert.Equal(expectedBuffers.Length, buffers.Length);
        foreach ((JsonElement expected, Tensor buffer) in expectedBuffers.Zip(buffers))
        {
            tolerance.Check("y", buffer, expected);
        }
    }

    /// <summary>spec 10.1: sums and corner values under the sine fill rule.</summary>
    [Theory]
    [InlineData(0, 1, 426.24543659, .36161543, .54336542)]
    [InlineData(0, 2, 106.59719799, .36161543, .80615572)]
    [InlineData(1, 1, 82.31568613, .08872926, -.07904315)]
    [InlineData(1, 2, 20.50911811, .08872926, .11590228)]
    [InlineData(2, 1, 325.00802858, 0, .54336542)]
    [InlineData(2, 2, 113.92871350, -1.28752529, 1.06781779)]
    [InlineData(3, 1, 445.70897949, .78576419, -.37190626)]
    [InlineData(3, 2, 102.03504936, -.72731867, .77705753)]
    [InlineData(4, 1, 418.40537805, .28665572, .85996208)]
    [InlineData(4, 2, 105.91367676, .08867858, .43325941)]
    [InlineData(5, 1, 425.09270547, .05651463, .44394340)]
    [InlineData(5, 2, 111.61073343, -.70122080, -1.71587285)]
    [InlineData(6, 1, 451.24088776, 1.09973754, -.42971022)]
    [InlineData(6, 2, 115.25885776, .77903671, 1.20287038)]
    public void Operation_gives_the_printed_figures(int primitive, int stride, double sum, double first, double last)
    {
        using DisposeScope scope = NewDisposeScope();
        using Generator generator = new(1);
        Declarations declare = new("", generator, ScalarType.Float64, CPU);
        Operation operation = DartsSpace.Instance.CreateOperation(declare, primitive, 4, stride, affine: false);
        using StatisticsBuffer statistics = new(declare.Norms, [], ScalarType.Float64, CPU);
        SineFill.Weights(declare.Weights);
        Tensor y = operation.Forward(SineFill.Input([2, 4, 8, 8]), ForwardPass.Search);
        Assert.Equal(sum, y.abs().sum().item<double>(), 8);
        Assert.Equal(first, y[0, 0, 0, 0].item<double>(), 8);
        Assert.Equal(last, y[1, 3, -1, -1].item<double>(), 8);
    }

    private static Operation Build(string name, Declarations declare) => name switch
    {
        "preproc_std" => new PointwiseConvolution(declare, 6, 4, affine: false),
        "preproc_fr" => new FactorizedReduce(declare, 6, 4, affine: false),
        "sep_conv_3x3_s1_affine" => DartsSpace.Instance.CreateOperation(declare, Primitives.IndexOf("sep_conv_3x3"), 4, 1, affine: true),
        _ => DartsSpace.Instance.CreateOperation(declare, Primitives.IndexOf(name[..^3]), 4, name[^1] - '0', affine: false),
    };
}
