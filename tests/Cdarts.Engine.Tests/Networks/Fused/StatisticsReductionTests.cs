using Cdarts.Engine.Kernels;
using Cdarts.Engine.Networks.Fused;
using Cdarts.Engine.Networks.Layers;
using Cdarts.Engine.Networks.Operations;
using Cdarts.Engine.Spaces;
using Cdarts.Engine.Tests.Collectives;
using Cdarts.Engine.Tests.Golden;
using Cdarts.Engine.Tests.Kernels;
using TorchSharp;
using static TorchSharp.torch;

namespace Cdarts.Engine.Tests.Networks.Fused;

/// <summary>Parts of a batch, each on a replica of its own, whose batch-norm sums meet in the seam give what the whole batch gives.</summary>
public class StatisticsReductionTests
{
    private const int Channels = 4, Size = 4, Batch = 4;

    /// <summary>Only states 2 and 3, and the inputs of a reduction cell, are read by convolutions; of these only state 2 has second units.</summary>
    private const string FewConvolutions = "skip·0 skip·1; skip·0 max·1; sep3·2 skip·0; dil3·3 max·4";

    /// <summary>What a replica gets.</summary>
    /// <param name="Pictures">A value for each picture: those of the parts follow each other in the whole.</param>
    /// <param name="Sums">Gradients, which add up.</param>
    /// <param name="Statistics">Staged statistics, the same for all.</param>
    /// <param name="Forward">Messages of the forward pass.</param>
    /// <param name="Backward">Messages of the backward pass.</param>
    private sealed record Outcome(double[][] Pictures, double[][] Sums, double[][] Statistics, int Forward, int Backward);

    private delegate Outcome Replica(int start, int count, CountedMessages statistics);

    /// <summary>Reduction, genotype, pictures of each replica, messages each way.</summary>
    public static TheoryData<bool, string?, int[], int> Cells() => new()
    {
        // Five states, each read by first units and, through them, by second ones.
        { false, null, [2, 2], 10 },
        { true, null, [1, 2, 1], 10 },
        { false, null, [3, 1], 10 },
        { false, FewConvolutions, [2, 2], 3 },
        { true, FewConvolutions, [1, 1, 1, 1], 5 },
    };

    [Theory]
    [MemberData(nameof(Cells))]
    public void Parts_of_a_cells_batch_are_the_whole(bool reduction, string? genotype, int[] parts, int messages)
    {
        CellGenotype? cell = genotype is null ? null : GoldenGenotypes.Parse(genotype);
        SameAsWhole((start, count, statistics) => Cell(reduction, cell, start, count, statistics), parts, messages);
    }

    [Theory]
    [InlineData(false, new[] { 2, 2 })]
    [InlineData(true, new[] { 1, 1, 2 })]
    [InlineData(false, new[] { 1, 3 })]
    public void Parts_of_a_projections_batch_are_the_whole(bool halves, int[] parts) =>
        SameAsWhole((start, count, statistics) => Projection(halves, start, count, statistics), parts, messages: 1);

    private static void SameAsWhole(Replica replica, int[] sizes, int messages)
    {
        Outcome whole = replica(0, Batch, new CountedMessages(new BatchStatistics()));
        ThreadGroup group = new(sizes.Length);
        Outcome[] parts = ThreadGroup.Each(sizes.Length, rank =>
        {
            BatchStatistics statistics = new();
            statistics.ShareWith(group[rank]);
            return replica(sizes.Take(rank).Sum(), sizes[rank], new CountedMessages(statistics));
        });

        Near(whole.Pictures, [.. whole.Pictures.Select((_, i) => parts.SelectMany(part => part.Pictures[i]).ToArray())]);
        Near(whole.Sums, [.. whole.Sums.Select((sums, i) => sums.Select((_, k) => parts.Sum(part => part.Sums[i][k])).ToArray())]);
        Assert.All(parts, part => Assert.Equal(parts[0].Statistics, part.Statistics));
        Near(whole.Statistics, parts[0].Statistics);
        Assert.All(parts.Append(whole), outcome => Assert.Equal((messages, messages), (outcome.Forward, outcome.Backward)));
        Assert.All(Enumerable.Range(0, sizes.Length), rank => Assert.Equal(2 * messages, group.SumsOf(rank)));
    }

    private static Outcome Cell(bool reduction, CellGenotype? genotype, int start, int count, CountedMessages statistics)
    {
        using DisposeScope scope = NewDisposeScope();
        using RandomTensors random = new(3);
        using TestCell test = new(reduction, Channels, Size, genotype, statistics);
        Tensor[] staged = Stage(test.Norms);
        Tensor Part(Tensor planes) => LanePictures.Enter<double>(planes, test.Input.Lanes).narrow(0, start, count).contiguous();
        Tensor first = Part(random.Normal(Batch, Channels, Size, Size)), second = Part(random.Normal(Batch, Channels, Size, Size));
        double[] factors = Doubles(random.Normal(test.Operations.Count));
        (Tensor output, IDisposable tape) = test.Cell.Forward(first, second, factors, ForwardPass.Search);
        int forward = statistics.Count;

        // Loss: the sum of the squares, which are a matter of each picture alone.
        (Tensor ofFirst, Tensor ofSecond, double[] ofFactors) = test.Cell.Backward(tape, 2 * output);
        tape.Dispose();
        return new Outcome(
            [Doubles(output), Doubles(ofFirst), Doubles(ofSecond)], [ofFactors, .. test.Weights.Select(weight => Doubles(weight.Value.grad!))],
            [.. staged.Select(Doubles)], forward, statistics.Count - forward);
    }

    private static Outcome Projection(bool halves, int start, int count, CountedMessages statistics)
    {
        // Three channels do not fill the lanes of a segment, nor six those of the result.
        const int Segments = 4, EachSegment = 3, Outputs = 6;
        using DisposeScope scope = NewDisposeScope();
        using RandomTensors random = new(4);
        using Generator generator = new(5);
        using FusedScratch<double> scratch = new();
        Declarations declare = new("", generator, ScalarType.Float64, CPU);
        Operation operation = halves
            ? new FactorizedReduce(declare, Segments * EachSegment, Outputs, affine: true)
            : new PointwiseConvolution(declare, Segments * EachSegment, Outputs, affine: true);
        TestCell.ScatterNorms(declare);
        Tensor[] staged = Stage(declare.Norms);
        Tensor planes = random.Normal(Batch, Segments * EachSegment, Size, Size);
        Tensor x = LanePictures.Enter<double>(planes, LaneKernels<double>.LanesFor(EachSegment), Segments).narrow(0, start, count).contiguous();
        using FusedProjection<double> projection = new(operation, FusedOperationRun.Shape(x), Segments, Outputs, scratch, statistics);
        (Tensor output, IDisposable tape) = projection.Forward(x, ForwardPass.Search);
        int forward = statistics.Count;
        Tensor ofInput = projection.Backward(tape, output * output);
        tape.Dispose();
        return new Outcome(
            [Doubles(output), Doubles(ofInput)], [.. declare.Weights.Select(weight => Doubles(weight.Value.grad!))], [.. staged.Select(Doubles)],
            forward, statistics.Count - forward);
    }

    /// <summary>Gives the norms places for their batch's statistics.</summary>
    private static Tensor[] Stage(IReadOnlyList<BatchNorm> norms)
    {
        List<Tensor> places = [];
        foreach (BatchNorm norm in norms)
        {
            Tensor mean = zeros(norm.Channels, dtype: ScalarType.Float64), variance = zeros(norm.Channels, dtype: ScalarType.Float64);
            norm.BindStaging(ForwardPass.Search, mean, variance);
            places.AddRange([mean, variance]);
        }

        return [.. places];
    }

    private static double[] Doubles(Tensor tensor) => tensor.data<double>().ToArray();

    private static void Near(double[][] expected, double[][] actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        foreach ((double[] e, double[] a) in expected.Zip(actual))
        {
            Assert.Equal(e.Length, a.Length);
            Assert.InRange(e.Zip(a, (x, y) => Math.Abs(x - y)).Max() / Math.Max(1, e.Max(Math.Abs)), 0, 1e-12);
        }
    }
}
