using Cdarts.Engine.Mutators;
using Cdarts.Engine.Networks;
using Cdarts.Engine.Networks.Layers;
using Cdarts.Engine.Optimizers;
using Cdarts.Engine.Spaces;
using TorchSharp;
using static TorchSharp.torch;

namespace Cdarts.Engine.Tests.Networks.Fused;

/// <summary>One forward and backward pass of one cell in a form, and everything that came of it as doubles by name.</summary>
internal sealed record CellRun(CellPlace Place, int Batch, EdgeAggregation Aggregation, CellGenotype? Genotype, int Index = 2, int Seed = 1)
{
    /// <summary>Whether the cell has its genotype's operations alone, with batch norms that have scale and shift, as a retrained network's.</summary>
    internal bool Retrained { get; init; }

    /// <summary>Factors of the kept edges' results by sample.</summary>
    internal SampleFactors? Factors { get; init; }

    /// <summary>Runs the cell with weights, inputs and alphas that depend on the case alone.</summary>
    /// <param name="form">Form.</param>
    /// <param name="type">Element type.</param>
    /// <param name="learns">Whether the weights get gradients.</param>
    internal Dictionary<string, double[]> In(NetworkForm form, ScalarType type, bool learns = true)
    {
        using DisposeScope scope = NewDisposeScope();
        using Generator generator = new((ulong)Seed);
        Declarations declare = new("", generator, type, CPU);
        CellParts parts = Retrained
            ? CellParts.Kept(declare, DartsSpace.Instance, Place, affine: true, Genotype!)
            : DartsCells.Parts(declare, Place);
        TestCell.ScatterNorms(declare);
        CellForms forms = CellForms.For(form, new NumberTypes(type, null), CPU);
        using StatisticsBuffer statistics = new(declare.Norms, [], type, CPU);
        foreach (Weight weight in declare.Weights)
        {
            weight.Learn(learns);
        }

        Tensor Random(long[] shape) => randn(shape, dtype: ScalarType.Float64, generator: generator).to(type);
        int firstSize = Place.PreviousReduction ? 2 * Place.InputSize : Place.InputSize;
        Tensor s0 = Random([Batch, Place.BeforePrevious, firstSize, firstSize]).requires_grad_();
        Tensor s1 = Random([Batch, Place.Previous, Place.InputSize, Place.InputSize]).requires_grad_();
        Tensor alphas = Random([CellSpace.AlphaRows, Primitives.CandidateCount]).requires_grad_();

        // Outputs of cells come in four segments, the stem's in one.
        Tensor Enter(Tensor x, int segments) =>
            form == NetworkForm.Fast ? cat([.. x.chunk(segments, 1).Select(forms.Layout.Enter)], 1) : x;
        Tensor x0 = Enter(s0, Index < 2 ? 1 : CellSpace.NodeCount), x1 = Enter(s1, Index < 1 ? 1 : CellSpace.NodeCount);
        Tensor y = Genotype is null
            ? forms.SearchCell(parts, Index, Aggregation).Forward(x0, x1, new ArchitectureWeights(alphas), ForwardPass.Search)
            : forms.EvaluationCell(parts, Index).Forward(x0, x1, Genotype, ForwardPass.Search, Factors);
        Tensor planes = forms.Layout.Leave(y, Place);
        (planes * Random(planes.shape)).sum().backward();
        statistics.Commit(ForwardPass.Search, statistics.RangesOf(declare.Norms));

        Dictionary<string, double[]> result = new()
        {
            ["y"] = Doubles(planes),
            ["grad s0"] = Doubles(s0.grad ?? zeros_like(s0)),
            ["grad s1"] = Doubles(s1.grad ?? zeros_like(s1)),
        };
        if (Genotype is null)
        {
            result.Add("grad alphas", Doubles(alphas.grad!));
        }

        foreach (Weight weight in declare.Weights.Where(weight => weight.Learns))
        {
            result.Add("grad " + weight.Name, Doubles(weight.Value.grad ?? zeros_like(weight.Value)));
        }

        foreach (BatchNorm norm in declare.Norms)
        {
            result.Add(norm.Name + ".mean", Doubles(norm.Mean));
            result.Add(norm.Name + ".variance", Doubles(norm.Variance));
        }

        return result;
    }

    /// <summary>Largest difference over largest value.</summary>
    internal static double Error(double[] actual, double[] expected)
    {
        Assert.Equal(expected.Length, actual.Length);
        double difference = actual.Zip(expected, (a, e) => Math.Abs(a - e)).Max(), scale = expected.Max(Math.Abs);
        return difference == 0 ? 0 : difference / scale;
    }

    private static double[] Doubles(Tensor tensor) => tensor.detach().to(ScalarType.Float64).contiguous().data<double>().ToArray();
}
