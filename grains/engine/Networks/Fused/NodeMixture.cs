using System.Numerics;
using Cdarts.Engine.Kernels;

namespace Cdarts.Engine.Networks.Fused;

/// <summary>A weighted sum of pictures, each channel with a factor of its own, computed in one pass.</summary>
/// <param name="shape">Shape of all pictures.</param>
internal sealed unsafe class NodeMixture<T>(PictureShape shape)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly List<(nint First, nint Step)> _sources = [];
    private readonly List<T[]> _factors = [];
    private readonly T[] _shift = new T[shape.Channels];

    /// <summary>Sources whose pictures have factors of their own, and what those multiply beside the source's values.</summary>
    private readonly List<(int Source, T[] Shift, double[] Factors)> _bySample = [];

    internal int Count => _sources.Count;

    /// <summary>Adds a unit's results, normalised, times a factor.</summary>
    /// <param name="products">Results.</param>
    /// <param name="factor">Factor.</param>
    /// <param name="unit">Unit.</param>
    /// <param name="bySample">A further factor for each picture, or null.</param>
    internal void Add(Pictures<T> products, double factor, FusedUnit<T> unit, double[]? bySample = null)
    {
        T[] factors = new T[shape.Channels], shift = bySample is null ? _shift : new T[shape.Channels];
        for (int channel = 0; channel < factors.Length; channel++)
        {
            factors[channel] = T.CreateTruncating(factor * double.CreateTruncating(unit.Scale[channel]));
            shift[channel] += T.CreateTruncating(factor * double.CreateTruncating(unit.Shift[channel]));
        }

        AddSource(products, factors, shift, bySample);
    }

    /// <summary>Adds pictures times a factor.</summary>
    /// <param name="pictures">Pictures.</param>
    /// <param name="factor">Factor.</param>
    /// <param name="bySample">A further factor for each picture, or null.</param>
    internal void Add(Pictures<T> pictures, double factor, double[]? bySample = null)
    {
        T[] factors = new T[shape.Channels];
        Array.Fill(factors, T.CreateTruncating(factor));
        AddSource(pictures, factors, bySample is null ? _shift : new T[shape.Channels], bySample);
    }

    /// <summary>Computes the sum.</summary>
    /// <param name="kernels">Kernels.</param>
    /// <param name="target">Result.</param>
    /// <param name="samples">Pictures.</param>
    /// <param name="add">Whether the target's values stay and are added to.</param>
    internal void Run(LaneKernels<T> kernels, Pictures<T> target, long samples, bool add)
    {
        for (long sample = 0; sample < samples; sample++)
        {
            Run(kernels, sample, target[sample], add);
        }
    }

    /// <summary>Computes the sum for one picture.</summary>
    internal void Run(LaneKernels<T> kernels, long sample, T* target, bool add)
    {
        int lanes = shape.Lanes, count = _sources.Count;
        T** sources = stackalloc T*[count];
        byte* space = stackalloc byte[((count + 1) * lanes * sizeof(T)) + 64];
        T* scales = (T*)(((nint)space + 63) & ~63), shift = scales + (count * lanes);
        for (int block = 0; block < shape.Blocks; block++)
        {
            for (int i = 0; i < count; i++)
            {
                sources[i] = (T*)_sources[i].First + ((nint)sample * _sources[i].Step) + (block * shape.Plane);
                _factors[i].AsSpan(block * lanes, lanes).CopyTo(new Span<T>(scales + (i * lanes), lanes));
            }

            _shift.AsSpan(block * lanes, lanes).CopyTo(new Span<T>(shift, lanes));
            foreach ((int source, T[] ownShift, double[] factors) in _bySample)
            {
                T factor = T.CreateTruncating(factors[sample]);
                T* scale = scales + (source * lanes);
                for (int lane = 0; lane < lanes; lane++)
                {
                    scale[lane] *= factor;
                    shift[lane] += factor * ownShift[(block * lanes) + lane];
                }
            }

            kernels.Mix(sources, scales, count, shift, target + (block * shape.Plane), shape.Positions, add);
        }
    }

    private void AddSource(Pictures<T> pictures, T[] factors, T[] shift, double[]? bySample)
    {
        if (bySample is not null)
        {
            _bySample.Add((_sources.Count, shift, bySample));
        }

        _sources.Add(((nint)pictures[0], (nint)(pictures[1] - pictures[0])));
        _factors.Add(factors);
    }
}
