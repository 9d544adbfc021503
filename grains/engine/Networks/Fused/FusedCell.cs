using System.Numerics;
using Cdarts.Engine.Kernels;
using Cdarts.Engine.Networks.Layers;
using Cdarts.Engine.Spaces;
using static TorchSharp.torch;

namespace Cdarts.Engine.Networks.Fused;

/// <summary>
/// A cell as one operation with our own kernels. Batch norm needs the whole batch, so the work is a few passes over it: in each, one picture at a time,
/// everything that can be done while it is in the cache.
/// </summary>
internal sealed unsafe partial class FusedCell<T> : IFusedCell
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const int States = CellSpace.InputCount + CellSpace.NodeCount;

    private readonly PictureShape _output;
    private readonly LaneKernels<T> _kernels;
    private readonly FusedScratch<T> _scratch;
    private readonly FusedStage<T>[] _stages;
    private readonly IStatisticsReduction _reduction;
    private readonly int _operations;
    private readonly ScalarType _type = typeof(T) == typeof(float) ? ScalarType.Float32 : ScalarType.Float64;

    /// <param name="operations">Operations of the cell.</param>
    /// <param name="reduction">Whether edges from the inputs have stride 2.</param>
    /// <param name="channels">Channels of a node.</param>
    /// <param name="input">Shape of the inputs.</param>
    /// <param name="scratch">Scratch memory.</param>
    /// <param name="statistics">Where batch-norm sums are added up.</param>
    internal FusedCell(
        IReadOnlyList<FusedOperation> operations, bool reduction, int channels, PictureShape input, FusedScratch<T> scratch, IStatisticsReduction statistics)
    {
        _output = reduction ? input.Halved : input;
        _kernels = LaneKernels<T>.For(input.Lanes);
        _scratch = scratch;
        _reduction = statistics;
        _operations = operations.Count;
        FusedStageBuilder<T> builder = new(operations, reduction, channels, input, _output, scratch);
        _stages = [.. Enumerable.Range(0, States - 1).Select(builder.Build)];
    }

    /// <inheritdoc/>
    public (Tensor Output, IDisposable Tape) Forward(
        Tensor first, Tensor second, double[] factors, ForwardPass pass, IReadOnlyList<double[]?>? sampleFactors = null)
    {
        CellTape tape = new(first, second, factors, sampleFactors, pass, _operations, States);
        long samples = tape.Samples;
        Tensor output = empty([samples, CellSpace.NodeCount * _output.Blocks, _output.Rows, _output.Columns, _output.Lanes], dtype: _type);
        tape.Output = CellTape.Keep(output);
        for (int source = 0; source < _stages.Length; source++)
        {
            if (!_stages[source].IsEmpty)
            {
                RunFirstUnits(source, tape);
                RunSecondUnits(source, tape);
            }

            // A node is complete when the last state that leads to it is.
            if (source >= 1)
            {
                MixNode(source - 1, tape);
            }
        }

        return (output, tape);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (FusedStage<T> stage in _stages)
        {
            stage.Dispose();
        }
    }

    /// <summary>ReLU once, then the first unit of every convolution, and the poolings.</summary>
    private void RunFirstUnits(int source, CellTape tape)
    {
        FusedStage<T> stage = _stages[source];
        Pictures<T> state = State(source, tape);
        foreach (ConvolutionEdge<T> edge in stage.Convolutions)
        {
            edge.First.Begin(tape.Pass);
            edge.Second?.Begin(tape.Pass);
            tape.FirstProducts[edge.Index] = Whole(tape.Samples);
        }

        tape.Maxima[source] = stage.Maxima.Count > 0 ? Whole(tape.Samples) : null;
        tape.Averages[source] = stage.Averages.Count > 0 ? Whole(tape.Samples) : null;
        Pictures<T>[] products = [.. stage.Convolutions.Select(edge => Of(tape.FirstProducts[edge.Index]))];
        Pictures<T> maxima = Of(tape.Maxima[source]), averages = Of(tape.Averages[source]);
        stage.FirstSums.Clear();
        for (long sample = 0; sample < tape.Samples; sample++)
        {
            Rectify(state[sample], stage.Shape, null, null, stage.Rectified);
            for (int i = 0; i < products.Length; i++)
            {
                ConvolutionEdge<T> edge = stage.Convolutions[i];
                edge.First.Forward(products[i][sample], tape.Pass.Training ? stage.FirstSums.At(edge.FirstSums) : null);
            }

            if (stage.Maxima.Count > 0)
            {
                stage.Pooling!.Maximum(state[sample], maxima[sample]);
            }

            if (stage.Averages.Count > 0)
            {
                stage.Pooling!.Average(state[sample], averages[sample]);
            }
        }

        if (tape.Pass.Training && stage.Convolutions.Count > 0)
        {
            foreach (ConvolutionEdge<T> edge in stage.Convolutions)
            {
                edge.First.Complete(stage.FirstSums.Slice(edge.FirstSums, edge.First.SumsLength), Count(tape));
            }

            stage.FirstSums.Reduce(Count(tape), _reduction);
        }

        foreach (ConvolutionEdge<T> edge in stage.Convolutions)
        {
            tape.FirstStatistics[edge.Index] =
                edge.First.Normalise(stage.FirstSums.Slice(edge.FirstSums, edge.First.SumsLength), stage.FirstSums.Count, tape.Pass);
        }
    }

    /// <summary>The second unit of every separable convolution, on the first one's normalised and rectified result.</summary>
    private void RunSecondUnits(int source, CellTape tape)
    {
        FusedStage<T> stage = _stages[source];
        ConvolutionEdge<T>[] edges = [.. stage.Convolutions.Where(edge => edge.Second is not null)];
        foreach (ConvolutionEdge<T> edge in edges)
        {
            tape.SecondProducts[edge.Index] = Whole(tape.Samples);
        }

        stage.SecondSums.Clear();
        foreach (ConvolutionEdge<T> edge in edges)
        {
            Pictures<T> inputs = Of(tape.FirstProducts[edge.Index]), products = Of(tape.SecondProducts[edge.Index]);
            for (long sample = 0; sample < tape.Samples; sample++)
            {
                Rectify(inputs[sample], _output, edge.First.Scale, edge.First.Shift, stage.SecondRectified);
                edge.Second!.Forward(products[sample], tape.Pass.Training ? stage.SecondSums.At(edge.SecondSums) : null);
            }
        }

        if (tape.Pass.Training && edges.Length > 0)
        {
            foreach (ConvolutionEdge<T> edge in edges)
            {
                edge.Second!.Complete(stage.SecondSums.Slice(edge.SecondSums, edge.Second.SumsLength), Count(tape));
            }

            stage.SecondSums.Reduce(Count(tape), _reduction);
        }

        foreach (ConvolutionEdge<T> edge in edges)
        {
            tape.SecondStatistics[edge.Index] =
                edge.Second!.Normalise(stage.SecondSums.Slice(edge.SecondSums, edge.Second.SumsLength), stage.SecondSums.Count, tape.Pass);
        }
    }

    /// <summary>A node: the weighted sum of its operations' results in one pass, batch norm and weight being one factor.</summary>
    private void MixNode(int node, CellTape tape)
    {
        NodeMixture<T> mixture = new(_output);
        for (int source = 0; source < node + CellSpace.InputCount; source++)
        {
            FusedStage<T> stage = _stages[source];
            foreach (ConvolutionEdge<T> edge in stage.Convolutions.Where(edge => edge.Node == node))
            {
                mixture.Add(Of(LastProduct(edge, tape)), tape.Factors[edge.Index], edge.Last, tape.SampleFactorsOf(edge.Index));
            }

            AddPlain(Of(tape.Maxima[source]), stage.Maxima);
            AddPlain(Of(tape.Averages[source]), stage.Averages);
            AddPlain(stage.Skips.Count > 0 ? State(source, tape) : default, stage.Skips);
        }

        mixture.Run(_kernels, State(node + CellSpace.InputCount, tape), tape.Samples, add: false);

        void AddPlain(Pictures<T> pictures, IReadOnlyList<PlainEdge> edges)
        {
            foreach (PlainEdge edge in edges.Where(edge => edge.Node == node))
            {
                mixture.Add(pictures, tape.Factors[edge.Index], tape.SampleFactorsOf(edge.Index));
            }
        }
    }

    private void Rectify(T* source, PictureShape shape, T* scale, T* shift, in Picture<T> target)
    {
        for (int block = 0; block < shape.Blocks; block++)
        {
            int channel = block * shape.Lanes;
            _kernels.Rectify(
                source + (block * shape.Plane), scale == null ? null : scale + channel, shift == null ? null : shift + channel, target[block],
                shape.Rows, shape.Columns);
        }
    }

    /// <summary>Memory for one result of the whole batch.</summary>
    private Tensor Whole(long samples) => empty([samples * (long)_output.Elements], dtype: _type).DetachFromDisposeScope();

    private Pictures<T> Of(Tensor? whole) => whole is null ? default : new Pictures<T>((T*)TensorMemory.Pointer(whole), _output.Elements);

    private Pictures<T> State(int state, CellTape tape) => state switch
    {
        0 => new Pictures<T>((T*)TensorMemory.Pointer(tape.First), _stages[0].Shape.Elements),
        1 => new Pictures<T>((T*)TensorMemory.Pointer(tape.Second), _stages[0].Shape.Elements),
        _ => Node(tape.Output!, state - CellSpace.InputCount),
    };

    private Pictures<T> Node(Tensor nodes, int node) =>
        new((T*)TensorMemory.Pointer(nodes) + (node * _output.Elements), CellSpace.NodeCount * _output.Elements);

    private double Count(CellTape tape) => (double)tape.Samples * _output.Positions;
}
