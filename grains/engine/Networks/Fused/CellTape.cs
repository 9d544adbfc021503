using Cdarts.Engine.Networks.Layers;
using static TorchSharp.torch;

namespace Cdarts.Engine.Networks.Fused;

/// <summary>
/// What a fused cell's forward pass leaves for its backward pass: of every convolution the 1x1 product, from which all else is computed again.
/// </summary>
internal sealed class CellTape(
    Tensor first, Tensor second, double[] factors, IReadOnlyList<double[]?>? sampleFactors, ForwardPass pass, int operations, int states) : IDisposable
{
    /// <summary>State 0; shares memory with the tensor that was given.</summary>
    internal Tensor First { get; } = Keep(first);

    internal Tensor Second { get; } = Keep(second);

    /// <summary>The nodes; shares memory with the result.</summary>
    internal Tensor? Output { get; set; }

    internal double[] Factors => factors;

    /// <summary>Whether any operation has factors for single samples.</summary>
    internal bool HasSampleFactors => sampleFactors is not null;

    internal ForwardPass Pass => pass;

    internal long Samples { get; } = first.shape[0];

    /// <summary>Products of the first units, by operation.</summary>
    internal Tensor?[] FirstProducts { get; } = new Tensor?[operations];

    /// <summary>Products of the second units; the backward pass puts their gradients in their place.</summary>
    internal Tensor?[] SecondProducts { get; } = new Tensor?[operations];

    internal UnitStatistics?[] FirstStatistics { get; } = new UnitStatistics?[operations];

    internal UnitStatistics?[] SecondStatistics { get; } = new UnitStatistics?[operations];

    internal Tensor?[] Maxima { get; } = new Tensor?[states];

    internal Tensor?[] Averages { get; } = new Tensor?[states];

    /// <summary>What an operation's result is multiplied by for each sample, beside its factor; null where that is 1 for all.</summary>
    internal double[]? SampleFactorsOf(int operation) => sampleFactors?[operation];

    internal static Tensor Keep(Tensor tensor) => tensor.detach().DetachFromDisposeScope();

    public void Dispose()
    {
        Tensor?[] all = [First, Second, Output, .. FirstProducts, .. SecondProducts, .. Maxima, .. Averages];
        foreach (Tensor? tensor in all)
        {
            tensor?.Dispose();
        }
    }
}
