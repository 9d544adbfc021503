using System.Numerics;
using System.Runtime.Intrinsics;

namespace Cdarts.Engine.Kernels;

/// <summary>
/// The CPU kernels of the fast cells, for one element type and one width of vectors. Channels lie in the lanes of a vector, so a kernel needs neither
/// borders nor tails in the picture's rows, and every load is of a whole aligned vector. All run on the calling thread, keep no state, and
/// give the same bits every time.
/// </summary>
internal abstract unsafe class LaneKernels<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Channels in a vector.</summary>
    internal abstract int Lanes { get; }

    /// <summary>The kernels for a width.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There are no vectors of that width.</exception>
    internal static LaneKernels<T> For(int lanes) =>
        lanes == Vector512<T>.Count ? Kernels<Vector512<T>, Simd512<T>>.Instance
        : lanes == Vector256<T>.Count ? Kernels<Vector256<T>, Simd256<T>>.Instance
        : lanes == Vector128<T>.Count ? Kernels<Vector128<T>, Simd128<T>>.Instance
        : throw new ArgumentOutOfRangeException(nameof(lanes), lanes, "There are no vectors of that width.");

    /// <summary>The width that needs the fewest vectors for some channels; of equals, the one that pads least.</summary>
    internal static int LanesFor(int channels)
    {
        int best = Vector128<T>.Count;
        foreach (int lanes in (int[])[Vector256<T>.Count, Vector512<T>.Count])
        {
            bool there = lanes == Vector256<T>.Count ? Vector256.IsHardwareAccelerated : Vector512.IsHardwareAccelerated;
            best = there && Blocks(channels, lanes) < Blocks(channels, best) ? lanes : best;
        }

        return best;
    }

    /// <summary>Vectors for some channels.</summary>
    internal static int Blocks(int channels, int lanes) => (channels + lanes - 1) / lanes;

    /// <summary>Depthwise convolution of a block: the target gets, or gets added, the sum over taps of weight times source.</summary>
    /// <param name="source">Position of the target's first position in the padded input; its steps carry the stride.</param>
    /// <param name="offsets">From there to each tap, in elements.</param>
    /// <param name="weights">[tap][lane].</param>
    /// <param name="taps">Number of taps.</param>
    /// <param name="grid">The taps as a grid, if they are one.</param>
    /// <param name="target">Result.</param>
    /// <param name="rows">Rows of the target.</param>
    /// <param name="columns">Columns of the target.</param>
    /// <param name="add">Whether the target's values stay and are added to.</param>
    internal abstract void Convolve(
        Plane<T> source, nint* offsets, T* weights, int taps, TapGrid grid, Plane<T> target, int rows, int columns, bool add);

    /// <summary>Adds to <paramref name="sums"/> [tap][lane] the sum over positions of input times gradient: a depthwise weight gradient.</summary>
    internal abstract void Correlate(Plane<T> input, nint* offsets, int taps, Plane<T> gradient, int rows, int columns, T* sums);

    /// <summary>1x1 convolution with a bias; optionally adds up the results.</summary>
    /// <param name="matrix">Weights.</param>
    /// <param name="input">Input of any lane count.</param>
    /// <param name="output">Result.</param>
    /// <param name="rows">Rows.</param>
    /// <param name="columns">Columns.</param>
    /// <param name="bias">Added to each position, a value for each output channel, or null.</param>
    /// <param name="sums">Added to, or null: for every output block the sums, then the sums of squares, of its lanes.</param>
    internal abstract void Multiply(
        in ChannelMatrix<T> matrix, in Picture<T> input, in Picture<T> output, int rows, int columns, T* bias, double* sums);

    /// <summary>Adds to <paramref name="sums"/> the sums over positions of input channel times gradient channel: a 1x1 weight gradient.</summary>
    internal abstract void CorrelateChannels(in Picture<T> input, in Picture<T> gradient, int positions, in ChannelMatrix<T> sums);

    /// <summary>ReLU of <c>scale * source + shift</c>, or of the source alone where <paramref name="scale"/> is null.</summary>
    internal abstract void Rectify(T* source, T* scale, T* shift, Plane<T> target, int rows, int columns);

    /// <summary>The gradient of batch norm: <c>target = gradientScale * gradient + valueScale * (value - mean) + constant</c>.</summary>
    internal abstract void NormGradient(
        T* gradient, T* value, T* mean, T* gradientScale, T* valueScale, T* constant, T* target, int positions);

    /// <summary><c>target (+)= shift + sum of scale_i * source_i</c>; scales are [source][lane].</summary>
    internal abstract void Mix(T** sources, T* scales, int count, T* shift, T* target, int positions, bool add);

    /// <summary>Adds to <paramref name="sums"/> the sums of <c>gradient * (value - mean)</c>.</summary>
    internal abstract void Dot(T* gradient, T* value, T* mean, int positions, double* sums);

    /// <summary>Adds to <paramref name="sums"/> the sums of the values.</summary>
    internal abstract void Sum(T* value, int positions, double* sums);

    /// <summary>
    /// The gradient through ReLU of <c>scale * value + shift</c>; adds its sums, and its sums with <c>value - mean</c>, to <paramref name="sums"/>.
    /// </summary>
    internal abstract void GateNormed(T* gradient, T* value, T* scale, T* shift, T* mean, T* target, int positions, double* sums);

    /// <summary>The target gets, or gets added, the gradient where the gate is above zero, and zero elsewhere.</summary>
    internal abstract void Gate(T* gradient, T* gate, T* target, int positions, bool add);

    /// <summary>Each position times a factor of its own.</summary>
    internal abstract void ScalePositions(T* source, T* factors, Plane<T> target, int rows, int columns);

    /// <summary>The largest of the taps at every position.</summary>
    internal abstract void Maximum(Plane<T> source, nint* offsets, int taps, T* target, int rows, int columns);

    /// <summary>The number of the tap that <see cref="Maximum"/> took.</summary>
    internal abstract void MaximumPlaces(Plane<T> source, nint* offsets, int taps, Plane<T> places, int rows, int columns);

    /// <summary>Adds to every position the gradients of the windows that took it: where the place at an offset is that offset's tap.</summary>
    internal abstract void AddFromMaxima(
        Plane<T> places, Plane<T> gradient, nint* offsets, int* taps, int count, Plane<T> target, int rows, int columns);

    private sealed class Kernels<TVector, TSimd> : LaneKernels<T>
        where TVector : unmanaged
        where TSimd : struct, ISimd<TVector, T>
    {
        internal static readonly Kernels<TVector, TSimd> Instance = new();

        internal override int Lanes => TSimd.Count;

        internal override void Convolve(
            Plane<T> source, nint* offsets, T* weights, int taps, TapGrid grid, Plane<T> target, int rows, int columns, bool add)
        {
            int done = 0;

            // A row of the input takes the registers that only processors with 512-bit vectors have.
            if (TSimd.Registers >= 32 && source.Column == TSimd.Count && GridConvolution<T, TVector, TSimd>.Has(grid))
            {
                Plane<T> first = new(source.Origin + offsets[0], source.Row, source.Column);
                GridConvolution<T, TVector, TSimd>.Run(first, grid, weights, target, rows, columns, add);
                done = columns - (columns % GridConvolution<T, TVector, TSimd>.Columns);
            }

            if (done < columns)
            {
                TapConvolution<T, TVector, TSimd>.Run(source.Every(1, 0, done), offsets, weights, taps, target.Every(1, 0, done), rows, columns - done, add);
            }
        }

        internal override void Correlate(Plane<T> input, nint* offsets, int taps, Plane<T> gradient, int rows, int columns, T* sums) =>
            TapCorrelation<T, TVector, TSimd>.Run(input, offsets, taps, gradient, rows, columns, sums);

        internal override void Multiply(
            in ChannelMatrix<T> matrix, in Picture<T> input, in Picture<T> output, int rows, int columns, T* bias, double* sums) =>
            PointwiseProduct<T, TVector, TSimd>.Run(in matrix, in input, in output, rows, columns, bias, sums);

        internal override void CorrelateChannels(in Picture<T> input, in Picture<T> gradient, int positions, in ChannelMatrix<T> sums) =>
            PointwiseCorrelation<T, TVector, TSimd>.Run(in input, in gradient, positions, in sums);

        internal override void Rectify(T* source, T* scale, T* shift, Plane<T> target, int rows, int columns) =>
            ElementKernels<T, TVector, TSimd>.Rectify(source, scale, shift, target, rows, columns);

        internal override void NormGradient(
            T* gradient, T* value, T* mean, T* gradientScale, T* valueScale, T* constant, T* target, int positions) =>
            ElementKernels<T, TVector, TSimd>.NormGradient(gradient, value, mean, gradientScale, valueScale, constant, target, positions);

        internal override void Mix(T** sources, T* scales, int count, T* shift, T* target, int positions, bool add) =>
            ElementKernels<T, TVector, TSimd>.Mix(sources, scales, count, shift, target, positions, add);

        internal override void Dot(T* gradient, T* value, T* mean, int positions, double* sums) =>
            ElementKernels<T, TVector, TSimd>.Dot(gradient, value, mean, positions, sums);

        internal override void Sum(T* value, int positions, double* sums) =>
            ElementKernels<T, TVector, TSimd>.Sum(value, positions, sums);

        internal override void GateNormed(T* gradient, T* value, T* scale, T* shift, T* mean, T* target, int positions, double* sums) =>
            ElementKernels<T, TVector, TSimd>.GateNormed(gradient, value, scale, shift, mean, target, positions, sums);

        internal override void Gate(T* gradient, T* gate, T* target, int positions, bool add) =>
            ElementKernels<T, TVector, TSimd>.Gate(gradient, gate, target, positions, add);

        internal override void ScalePositions(T* source, T* factors, Plane<T> target, int rows, int columns) =>
            ElementKernels<T, TVector, TSimd>.ScalePositions(source, factors, target, rows, columns);

        internal override void Maximum(Plane<T> source, nint* offsets, int taps, T* target, int rows, int columns) =>
            MaximumPooling<T, TVector, TSimd>.Values(source, offsets, taps, target, rows, columns);

        internal override void MaximumPlaces(Plane<T> source, nint* offsets, int taps, Plane<T> places, int rows, int columns) =>
            MaximumPooling<T, TVector, TSimd>.Places(source, offsets, taps, places, rows, columns);

        internal override void AddFromMaxima(
            Plane<T> places, Plane<T> gradient, nint* offsets, int* taps, int count, Plane<T> target, int rows, int columns) =>
            MaximumPooling<T, TVector, TSimd>.AddGradients(places, gradient, offsets, taps, count, target, rows, columns);
    }
}
