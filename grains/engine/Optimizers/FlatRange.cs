using static TorchSharp.torch;

namespace Cdarts.Engine.Optimizers;

/// <summary>A contiguous part of a flat buffer, in elements.</summary>
internal readonly record struct FlatRange(long Start, long End)
{
    internal long Length => End - Start;

    /// <summary>The smallest range that holds both.</summary>
    internal FlatRange To(FlatRange last) => new(Start, last.End);

    /// <summary>What both hold; empty when that is nothing.</summary>
    internal FlatRange Within(FlatRange other)
    {
        long start = Math.Max(Start, other.Start);
        return new(start, Math.Max(start, Math.Min(End, other.End)));
    }

    /// <summary>A view; the caller disposes it.</summary>
    internal Tensor Of(Tensor flat) => flat.narrow(0, Start, Length);
}
