namespace Cdarts.Engine.Data.Transforms;

/// <summary>
/// Along one axis, which input pixels make an output pixel, and with which weights: a triangle about the output pixel's middle, as wide as two input pixels or, when
/// shrinking, two output pixels (antialiasing), cut at the edges and normalised to a sum of one. Weights are integers with 22 fractional bits, as Pillow's.
/// To be used on one thread.
/// </summary>
internal sealed class ResizeWeights
{
    /// <summary>Fractional bits of a weight: a byte times a weight, and half a level, still fit 32 bits.</summary>
    public const int FractionBits = 22;

    private int[] _first = [];
    private int[] _count = [];
    private int[] _weights = [];
    private double[] _exact = [];
    private int _stride;

    /// <summary>First input pixel of any output pixel.</summary>
    public int Begin => _first[0];

    /// <summary>Input pixel after the last of any output pixel.</summary>
    public int End { get; private set; }

    /// <summary>Computes the weights of some output pixels.</summary>
    /// <param name="input">Input pixels.</param>
    /// <param name="output">Output pixels that all input pixels make.</param>
    /// <param name="from">First output pixel that is asked for.</param>
    /// <param name="count">Output pixels that are asked for.</param>
    public void Compute(int input, int output, int from, int count)
    {
        double scale = (double)input / output;
        double support = Math.Max(scale, 1);
        _stride = ((int)Math.Ceiling(support) * 2) + 1;
        Grow(count);
        for (int i = 0; i < count; i++)
        {
            double middle = (from + i + 0.5) * scale;
            int first = Math.Max((int)(middle - support + 0.5), 0);
            int taps = Math.Min((int)(middle + support + 0.5), input) - first;
            _first[i] = first;
            _count[i] = taps;
            Weigh(first, middle, 1 / support, _weights.AsSpan(i * _stride, taps));
        }

        End = _first[count - 1] + _count[count - 1];
    }

    /// <summary>First input pixel of an output pixel, counted from the first that was asked for.</summary>
    public int First(int index) => _first[index];

    /// <summary>Weights of an output pixel's input pixels.</summary>
    public ReadOnlySpan<int> Of(int index) => _weights.AsSpan(index * _stride, _count[index]);

    private void Weigh(int first, double middle, double slope, Span<int> weights)
    {
        double sum = 0;
        for (int k = 0; k < weights.Length; k++)
        {
            double distance = Math.Abs((k + first - middle + 0.5) * slope);
            _exact[k] = distance < 1 ? 1 - distance : 0;
            sum += _exact[k];
        }

        for (int k = 0; k < weights.Length; k++)
        {
            weights[k] = (int)((_exact[k] / sum * (1 << FractionBits)) + 0.5);
        }
    }

    private void Grow(int count)
    {
        if (_first.Length < count)
        {
            _first = new int[count];
            _count = new int[count];
        }

        if (_weights.Length < count * _stride)
        {
            _weights = new int[count * _stride];
        }

        if (_exact.Length < _stride)
        {
            _exact = new double[_stride];
        }
    }
}
