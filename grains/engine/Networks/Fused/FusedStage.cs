using System.Numerics;
using Cdarts.Engine.Kernels;

namespace Cdarts.Engine.Networks.Fused;

/// <summary>A convolution on an edge: one unit, or two for a separable convolution.</summary>
/// <param name="Index">Number of the operation in its cell.</param>
/// <param name="Node">Node that it leads to.</param>
/// <param name="First">First unit.</param>
/// <param name="Second">Second unit of a separable convolution.</param>
/// <param name="FirstSums">Place of the first unit's sums in the stage's buffer.</param>
/// <param name="SecondSums">Place of the second unit's.</param>
internal sealed record ConvolutionEdge<T>(int Index, int Node, FusedUnit<T> First, FusedUnit<T>? Second, int FirstSums, int SecondSums)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>The unit whose normalised result goes into the node.</summary>
    internal FusedUnit<T> Last => Second ?? First;
}

/// <summary>An operation without weights on an edge.</summary>
internal readonly record struct PlainEdge(int Index, int Node);

/// <summary>Everything that leaves one state of a cell: what its edges share is done once.</summary>
internal sealed class FusedStage<T> : IDisposable
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    internal required PictureShape Shape { get; init; }

    internal required IReadOnlyList<ConvolutionEdge<T>> Convolutions { get; init; }

    internal required IReadOnlyList<PlainEdge> Maxima { get; init; }

    internal required IReadOnlyList<PlainEdge> Averages { get; init; }

    internal required IReadOnlyList<PlainEdge> Skips { get; init; }

    internal required FusedPooling<T>? Pooling { get; init; }

    /// <summary>ReLU of the state, zeros around it.</summary>
    internal required Picture<T> Rectified { get; init; }

    /// <summary>ReLU of the separable convolutions' first, normalised result, zeros around it.</summary>
    internal required Picture<T> SecondRectified { get; init; }

    /// <summary>Sums of the first units.</summary>
    internal required SumsBuffer FirstSums { get; init; }

    /// <summary>Sums of the second units.</summary>
    internal required SumsBuffer SecondSums { get; init; }

    /// <summary>Gradient sums of the units whose results go into nodes.</summary>
    internal required SumsBuffer LastSums { get; init; }

    internal bool IsEmpty => Convolutions.Count + Maxima.Count + Averages.Count + Skips.Count == 0;

    public void Dispose()
    {
        foreach (ConvolutionEdge<T> edge in Convolutions)
        {
            edge.First.Dispose();
            edge.Second?.Dispose();
        }

        Pooling?.Dispose();
    }
}
