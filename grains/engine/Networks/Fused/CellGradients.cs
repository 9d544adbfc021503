using System.Numerics;
using Cdarts.Engine.Kernels;
using Cdarts.Engine.Spaces;
using static TorchSharp.torch;

namespace Cdarts.Engine.Networks.Fused;

/// <summary>The gradients of a cell's states while they grow during a backward pass.</summary>
internal sealed unsafe class CellGradients<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly PictureShape _input;
    private readonly PictureShape _output;
    private readonly LaneKernels<T> _kernels;
    private readonly long _samples;
    private readonly Pictures<T>[] _nodes = new Pictures<T>[CellSpace.NodeCount];
    private readonly double[][] _sums = new double[CellSpace.NodeCount][];

    /// <summary>The same for single samples, [sample][channel], where they are weighted differently.</summary>
    private readonly double[]?[] _sampleSums = new double[]?[CellSpace.NodeCount];
    private readonly bool _bySample;
    private readonly Tensor _nodeGradients;

    /// <param name="tape">What the forward pass left.</param>
    /// <param name="gradient">Gradient of the nodes; not changed.</param>
    /// <param name="input">Shape of the inputs.</param>
    /// <param name="output">Shape of a node.</param>
    /// <param name="type">Element type.</param>
    /// <param name="kernels">Kernels.</param>
    internal CellGradients(CellTape tape, Tensor gradient, PictureShape input, PictureShape output, ScalarType type, LaneKernels<T> kernels)
    {
        (_input, _output, _kernels, _samples, _bySample) = (input, output, kernels, tape.Samples, tape.HasSampleFactors);
        First = empty(tape.First.shape, dtype: type);
        Second = empty(tape.Second.shape, dtype: type);

        // A copy, since later nodes add to the gradients of earlier ones.
        _nodeGradients = gradient.clone();
        T* memory = (T*)TensorMemory.Pointer(_nodeGradients);
        for (int node = 0; node < CellSpace.NodeCount; node++)
        {
            _nodes[node] = new Pictures<T>(memory + (node * output.Elements), CellSpace.NodeCount * output.Elements);
        }
    }

    internal Tensor First { get; }

    internal Tensor Second { get; }

    internal Pictures<T> Node(int node) => _nodes[node];

    internal Pictures<T> State(int state) => state switch
    {
        0 => new Pictures<T>((T*)TensorMemory.Pointer(First), _input.Elements),
        1 => new Pictures<T>((T*)TensorMemory.Pointer(Second), _input.Elements),
        _ => _nodes[state - CellSpace.InputCount],
    };

    /// <summary>Whether a state's gradient has a value before the edges that leave the state add theirs: the nodes' have, the inputs' have not.</summary>
    internal static bool IsBegun(int state) => state >= CellSpace.InputCount;

    /// <summary>The gradient of an input that nothing reads.</summary>
    internal void ClearUnread(int state)
    {
        if (!IsBegun(state))
        {
            (state == 0 ? First : Second).zero_();
        }
    }

    /// <summary>Sums a node's gradient, which must be complete, over the batch.</summary>
    internal void SumNode(int node)
    {
        double[] sums = new double[_bySample ? _samples * _output.Channels : _output.Channels];
        fixed (double* target = sums)
        {
            for (long sample = 0; sample < _samples; sample++)
            {
                double* place = _bySample ? target + (sample * _output.Channels) : target;
                for (int block = 0; block < _output.Blocks; block++)
                {
                    _kernels.Sum(_nodes[node][sample] + (block * _output.Plane), _output.Positions, place + (block * _output.Lanes));
                }
            }
        }

        _sampleSums[node] = _bySample ? sums : null;
        _sums[node] = _bySample ? Weighted(sums, null) : sums;
    }

    /// <summary>Copies a node's sums to their places among a unit's sums.</summary>
    /// <param name="node">Node.</param>
    /// <param name="bySample">What each sample counts for, or null where all count for 1.</param>
    /// <param name="unitSums">Sums.</param>
    internal void CopyNodeSums(int node, double[]? bySample, Span<double> unitSums)
    {
        double[] sums = bySample is null ? _sums[node] : Weighted(_sampleSums[node]!, bySample);
        for (int block = 0; block < _output.Blocks; block++)
        {
            sums.AsSpan(block * _output.Lanes, _output.Lanes).CopyTo(unitSums.Slice(2 * block * _output.Lanes, _output.Lanes));
        }
    }

    private double[] Weighted(double[] sampleSums, double[]? bySample)
    {
        double[] sums = new double[_output.Channels];
        for (int i = 0; i < sampleSums.Length; i++)
        {
            sums[i % sums.Length] += (bySample?[i / sums.Length] ?? 1) * sampleSums[i];
        }

        return sums;
    }
}
