using Cdarts.Engine.Kernels;
using TorchSharp;
using static TorchSharp.torch;

namespace Cdarts.Engine.Networks.Fused;

/// <content>The backward pass: states in descending order, so that a state's gradient is complete when what leaves it is done.</content>
internal sealed unsafe partial class FusedCell<T>
{
    /// <inheritdoc/>
    public (Tensor First, Tensor Second, double[] Factors) Backward(IDisposable kept, Tensor gradient)
    {
        CellTape tape = (CellTape)kept;
        using DisposeScope scope = NewDisposeScope();
        CellGradients<T> gradients = new(tape, gradient.contiguous(), _stages[0].Shape, _output, _type, _kernels);
        double[] factors = new double[_operations];
        for (int source = _stages.Length - 1; source >= 0; source--)
        {
            if (source >= 1)
            {
                gradients.SumNode(source - 1);
            }

            if (_stages[source].IsEmpty)
            {
                gradients.ClearUnread(source);
            }
            else
            {
                SumLastUnits(source, tape, gradients, factors);
                LearnSecondUnits(source, tape, gradients);
                LearnFirstUnits(source, tape, gradients);
            }
        }

        return (gradients.First.MoveToOuterDisposeScope(), gradients.Second.MoveToOuterDisposeScope(), factors);
    }

    /// <summary>The sums that batch norm's gradient needs, of all results that go into nodes; they give the gradients of the factors, too.</summary>
    private void SumLastUnits(int source, CellTape tape, CellGradients<T> gradients, double[] factors)
    {
        FusedStage<T> stage = _stages[source];
        stage.LastSums.Clear();
        Pictures<T>[] products = [.. stage.Convolutions.Select(edge => Of(LastProduct(edge, tape)))];
        foreach (ConvolutionEdge<T> edge in stage.Convolutions)
        {
            edge.First.Use(tape.FirstStatistics[edge.Index]!);
            edge.Second?.Use(tape.SecondStatistics[edge.Index]!);
            gradients.CopyNodeSums(edge.Node, tape.SampleFactorsOf(edge.Index), stage.LastSums.Slice(edge.FirstSums, edge.Last.SumsLength));
        }

        double* ofSample = stackalloc double[_output.Lanes];
        for (long sample = 0; sample < tape.Samples; sample++)
        {
            for (int i = 0; i < products.Length; i++)
            {
                ConvolutionEdge<T> edge = stage.Convolutions[i];
                double[]? bySample = tape.SampleFactorsOf(edge.Index);
                T* g = gradients.Node(edge.Node)[sample], z = products[i][sample];
                for (int block = 0; block < _output.Blocks; block++)
                {
                    nint plane = block * _output.Plane;
                    int channel = block * _output.Lanes;
                    double* sums = stage.LastSums.At(edge.FirstSums + (2 * channel) + _output.Lanes);
                    if (bySample is null)
                    {
                        _kernels.Dot(g + plane, z + plane, edge.Last.Mean + channel, _output.Positions, sums);
                        continue;
                    }

                    new Span<double>(ofSample, _output.Lanes).Clear();
                    _kernels.Dot(g + plane, z + plane, edge.Last.Mean + channel, _output.Positions, ofSample);
                    AddTimes(ofSample, bySample[sample], sums);
                }
            }
        }

        foreach (ConvolutionEdge<T> edge in stage.Convolutions)
        {
            Span<double> sums = stage.LastSums.Slice(edge.FirstSums, edge.Last.SumsLength);
            factors[edge.Index] = edge.Last.FactorGradient(sums, LastStatistics(edge, tape), tape.Factors[edge.Index]);
        }

        if (stage.Convolutions.Count > 0)
        {
            stage.LastSums.Reduce(Count(tape), _reduction);
        }

        DotPlain(stage.Maxima, Of(tape.Maxima[source]), tape, gradients, factors);
        DotPlain(stage.Averages, Of(tape.Averages[source]), tape, gradients, factors);
        DotPlain(stage.Skips, stage.Skips.Count > 0 ? State(source, tape) : default, tape, gradients, factors);
    }

    private void DotPlain(IReadOnlyList<PlainEdge> edges, Pictures<T> pictures, CellTape tape, CellGradients<T> gradients, double[] factors)
    {
        T* zero = stackalloc T[_output.Lanes];
        double* sums = stackalloc double[_output.Lanes], ofSample = stackalloc double[_output.Lanes];
        new Span<T>(zero, _output.Lanes).Clear();
        foreach (PlainEdge edge in edges)
        {
            double[]? bySample = tape.SampleFactorsOf(edge.Index);
            new Span<double>(sums, _output.Lanes).Clear();
            for (long sample = 0; sample < tape.Samples; sample++)
            {
                if (bySample is null)
                {
                    _kernels.Dot(gradients.Node(edge.Node)[sample], pictures[sample], zero, _output.Blocks * _output.Positions, sums);
                    continue;
                }

                new Span<double>(ofSample, _output.Lanes).Clear();
                _kernels.Dot(gradients.Node(edge.Node)[sample], pictures[sample], zero, _output.Blocks * _output.Positions, ofSample);
                AddTimes(ofSample, bySample[sample], sums);
            }

            foreach (double sum in new ReadOnlySpan<double>(sums, _output.Lanes))
            {
                factors[edge.Index] += sum;
            }
        }
    }

    /// <summary>
    /// The second units of separable convolutions. The gradient of the first unit's normalised result takes the place of the second unit's product,
    /// which is not needed any more.
    /// </summary>
    private void LearnSecondUnits(int source, CellTape tape, CellGradients<T> gradients)
    {
        FusedStage<T> stage = _stages[source];
        stage.SecondSums.Clear();
        Picture<T> rectifiedGradient = _scratch.Dense(_output, ScratchSlot.RectifiedGradient);
        foreach (ConvolutionEdge<T> edge in stage.Convolutions)
        {
            if (edge.Second is not { } unit)
            {
                continue;
            }

            unit.PrepareBackward(
                stage.LastSums.Slice(edge.FirstSums, unit.SumsLength), tape.SecondStatistics[edge.Index]!, stage.LastSums.Count, tape.Factors[edge.Index]);
            Pictures<T> inputs = Of(tape.FirstProducts[edge.Index]), products = Of(tape.SecondProducts[edge.Index]);
            double[]? bySample = tape.SampleFactorsOf(edge.Index);
            for (long sample = 0; sample < tape.Samples; sample++)
            {
                T* x = inputs[sample], z = products[sample];
                if (unit.Learns)
                {
                    Rectify(x, _output, edge.First.Scale, edge.First.Shift, stage.SecondRectified);
                }

                Clear(rectifiedGradient, _output);
                unit.Backward(gradients.Node(edge.Node)[sample], z, in rectifiedGradient, bySample?[sample] ?? 1);
                for (int block = 0; block < _output.Blocks; block++)
                {
                    nint plane = block * _output.Plane;
                    int channel = block * _output.Lanes;
                    _kernels.GateNormed(
                        rectifiedGradient.Origin + plane, x + plane, edge.First.Scale + channel, edge.First.Shift + channel, edge.First.Mean + channel,
                        z + plane, _output.Positions, stage.SecondSums.At(edge.SecondSums + (2 * channel)));
                }
            }

            unit.GiveGradients();
            edge.First.FactorGradient(stage.SecondSums.Slice(edge.SecondSums, unit.SumsLength), tape.FirstStatistics[edge.Index]!, 1);
        }

        if (stage.Convolutions.Any(edge => edge.Second is not null))
        {
            stage.SecondSums.Reduce(Count(tape), _reduction);
        }
    }

    /// <summary>The first units, the poolings and the skips: everything that reads the state itself.</summary>
    private void LearnFirstUnits(int source, CellTape tape, CellGradients<T> gradients)
    {
        FusedStage<T> stage = _stages[source];
        Pictures<T> state = State(source, tape);
        Pictures<T>[] incoming = new Pictures<T>[stage.Convolutions.Count], products = new Pictures<T>[stage.Convolutions.Count];
        double[]?[] bySample = new double[]?[stage.Convolutions.Count];
        bool learns = false;
        for (int i = 0; i < incoming.Length; i++)
        {
            ConvolutionEdge<T> edge = stage.Convolutions[i];
            bool direct = edge.Second is null;
            SumsBuffer sums = direct ? stage.LastSums : stage.SecondSums;
            learns |= edge.First.Learns;
            edge.First.PrepareBackward(
                sums.Slice(direct ? edge.FirstSums : edge.SecondSums, edge.First.SumsLength), tape.FirstStatistics[edge.Index]!, sums.Count,
                direct ? tape.Factors[edge.Index] : 1);
            products[i] = Of(tape.FirstProducts[edge.Index]);
            incoming[i] = direct ? gradients.Node(edge.Node) : Of(tape.SecondProducts[edge.Index]);

            // What comes back through a second unit has its samples' factors in it.
            bySample[i] = direct ? tape.SampleFactorsOf(edge.Index) : null;
        }

        NodeMixture<T> maxima = Mixture(stage.Maxima, tape, gradients), averages = Mixture(stage.Averages, tape, gradients);
        NodeMixture<T> skips = Mixture(stage.Skips, tape, gradients);
        Picture<T> rectifiedGradient = _scratch.Dense(stage.Shape, ScratchSlot.RectifiedGradient);
        Picture<T> mixed = _scratch.Dense(_output, ScratchSlot.PooledMixture);
        for (long sample = 0; sample < tape.Samples; sample++)
        {
            T* x = state[sample], target = gradients.State(source)[sample];
            Picture<T> stateGradient = Picture<T>.Dense(target, stage.Shape.Lanes, stage.Shape.Rows, stage.Shape.Columns);
            if (incoming.Length > 0)
            {
                if (learns)
                {
                    Rectify(x, stage.Shape, null, null, stage.Rectified);
                }

                Clear(rectifiedGradient, stage.Shape);
                for (int i = 0; i < incoming.Length; i++)
                {
                    stage.Convolutions[i].First.Backward(incoming[i][sample], products[i][sample], in rectifiedGradient, bySample[i]?[sample] ?? 1);
                }

                _kernels.Gate(rectifiedGradient.Origin, x, target, stage.Shape.Blocks * stage.Shape.Positions, add: CellGradients<T>.IsBegun(source));
            }
            else if (!CellGradients<T>.IsBegun(source))
            {
                Clear(stateGradient, stage.Shape);
            }

            if (maxima.Count > 0)
            {
                maxima.Run(_kernels, sample, mixed.Origin, add: false);
                stage.Pooling!.MaximumBackward(x, mixed.Origin, in stateGradient);
            }

            if (averages.Count > 0)
            {
                averages.Run(_kernels, sample, mixed.Origin, add: false);
                stage.Pooling!.AverageBackward(mixed.Origin, in stateGradient);
            }

            if (skips.Count > 0)
            {
                skips.Run(_kernels, sample, target, add: true);
            }
        }

        foreach (ConvolutionEdge<T> edge in stage.Convolutions)
        {
            edge.First.GiveGradients();
        }
    }

    /// <summary>The gradient that some edges bring back, before the operation that they share.</summary>
    private NodeMixture<T> Mixture(IReadOnlyList<PlainEdge> edges, CellTape tape, CellGradients<T> gradients)
    {
        NodeMixture<T> mixture = new(_output);
        foreach (PlainEdge edge in edges)
        {
            mixture.Add(gradients.Node(edge.Node), tape.Factors[edge.Index], tape.SampleFactorsOf(edge.Index));
        }

        return mixture;
    }

    private void AddTimes(double* values, double factor, double* sums)
    {
        for (int lane = 0; lane < _output.Lanes; lane++)
        {
            sums[lane] += factor * values[lane];
        }
    }

    private static Tensor? LastProduct(ConvolutionEdge<T> edge, CellTape tape) =>
        edge.Second is null ? tape.FirstProducts[edge.Index] : tape.SecondProducts[edge.Index];

    private static UnitStatistics LastStatistics(ConvolutionEdge<T> edge, CellTape tape) =>
        (edge.Second is null ? tape.FirstStatistics[edge.Index] : tape.SecondStatistics[edge.Index])!;

    private static void Clear(in Picture<T> picture, PictureShape shape) => new Span<T>(picture.Origin, (int)shape.Elements).Clear();
}
