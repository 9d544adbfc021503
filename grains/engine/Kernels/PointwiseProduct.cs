using System.Numerics;
using System.Runtime.CompilerServices;

namespace Cdarts.Engine.Kernels;

/// <summary>
/// The inner loop of a 1x1 convolution: a tile of positions by one vector of output channels stays in registers while the input channels pass.
/// The sums that batch norm needs are taken while the results are still in registers.
/// </summary>
internal static unsafe class PointwiseProduct<T, TVector, TSimd>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TVector : unmanaged
    where TSimd : struct, ISimd<TVector, T>
{
    /// <summary>Positions whose sums are added in the element type; beyond that they go on in double precision.</summary>
    private const int PositionsPerSum = 128;

    /// <inheritdoc cref="LaneKernels{T}.Multiply"/>
    internal static void Run(in ChannelMatrix<T> matrix, in Picture<T> input, in Picture<T> output, int rows, int columns, T* bias, double* sums)
    {
        for (int block = 0; block < matrix.OutputBlocks; block++)
        {
            TVector sum = TSimd.Zero, squares = sum, start = bias == null ? TSimd.Zero : TSimd.Load(bias + (block * TSimd.Count));
            T* weights = matrix.Weights + (block * matrix.Depth * TSimd.Count);
            int summed = 0;
            for (int row = 0; row < rows; row++)
            {
                T* x = input.Origin + (row * input.Row), y = output.Origin + (block * output.Block) + (row * output.Row);
                int left = columns;
                for (; left > 0;)
                {
                    int done;
                    if (TSimd.Registers >= 32 && left >= 16)
                    {
                        done = Tile<Tile16>(in matrix, in input, x, weights, y, start, ref sum, ref squares, sums != null);
                    }
                    else if (left >= 8)
                    {
                        done = Tile<Tile8>(in matrix, in input, x, weights, y, start, ref sum, ref squares, sums != null);
                    }
                    else if (left >= 4)
                    {
                        done = Tile<Tile4>(in matrix, in input, x, weights, y, start, ref sum, ref squares, sums != null);
                    }
                    else
                    {
                        done = Tile<Tile1>(in matrix, in input, x, weights, y, start, ref sum, ref squares, sums != null);
                    }

                    x += done * input.Lanes;
                    y += done * TSimd.Count;
                    left -= done;
                    summed += done;
                    if (summed >= PositionsPerSum && sums != null)
                    {
                        Flush(ref sum, ref squares, sums + (2 * block * TSimd.Count));
                        summed = 0;
                    }
                }
            }

            if (sums != null)
            {
                Flush(ref sum, ref squares, sums + (2 * block * TSimd.Count));
            }
        }
    }

    private static void Flush(ref TVector sum, ref TVector squares, double* sums)
    {
        TSimd.AddTo(sum, sums);
        TSimd.AddTo(squares, sums + TSimd.Count);
        (sum, squares) = (TSimd.Zero, TSimd.Zero);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int Tile<TTile>(
        in ChannelMatrix<T> matrix, in Picture<T> input, T* source, T* weights, T* target, TVector start,
        ref TVector sum, ref TVector squares, bool summing)
        where TTile : struct, ITile
    {
        // What a smaller tile does not compute stays zero, and so adds nothing to the sums.
        TVector zero = TSimd.Zero, a0 = start;
        TVector a1 = TTile.Size > 1 ? start : zero, a2 = a1, a3 = a1, a4 = TTile.Size > 4 ? start : zero, a5 = a4, a6 = a4, a7 = a4;
        TVector b0 = start, b1 = b0, b2 = b0, b3 = b0, b4 = b0, b5 = b0, b6 = b0, b7 = b0;
        int lanes = input.Lanes, depth = matrix.Depth;
        nint nextBlock = input.Block - lanes;
        T* w = weights;
        for (int channel = 0; channel < depth; channel += lanes)
        {
            for (T* end = source + lanes; source < end; source++)
            {
                TVector v = TSimd.Load(w);
                w += TSimd.Count;
                T* x = source;
                a0 = TSimd.MultiplyAdd(TSimd.Broadcast(x[0]), v, a0);
                if (TTile.Size > 1)
                {
                    a1 = TSimd.MultiplyAdd(TSimd.Broadcast(x[lanes]), v, a1);
                    a2 = TSimd.MultiplyAdd(TSimd.Broadcast(x[2 * lanes]), v, a2);
                    a3 = TSimd.MultiplyAdd(TSimd.Broadcast(x[3 * lanes]), v, a3);
                }

                if (TTile.Size > 4)
                {
                    x += 4 * lanes;
                    a4 = TSimd.MultiplyAdd(TSimd.Broadcast(x[0]), v, a4);
                    a5 = TSimd.MultiplyAdd(TSimd.Broadcast(x[lanes]), v, a5);
                    a6 = TSimd.MultiplyAdd(TSimd.Broadcast(x[2 * lanes]), v, a6);
                    a7 = TSimd.MultiplyAdd(TSimd.Broadcast(x[3 * lanes]), v, a7);
                }

                if (TTile.Size > 8)
                {
                    x += 4 * lanes;
                    b0 = TSimd.MultiplyAdd(TSimd.Broadcast(x[0]), v, b0);
                    b1 = TSimd.MultiplyAdd(TSimd.Broadcast(x[lanes]), v, b1);
                    b2 = TSimd.MultiplyAdd(TSimd.Broadcast(x[2 * lanes]), v, b2);
                    b3 = TSimd.MultiplyAdd(TSimd.Broadcast(x[3 * lanes]), v, b3);
                    x += 4 * lanes;
                    b4 = TSimd.MultiplyAdd(TSimd.Broadcast(x[0]), v, b4);
                    b5 = TSimd.MultiplyAdd(TSimd.Broadcast(x[lanes]), v, b5);
                    b6 = TSimd.MultiplyAdd(TSimd.Broadcast(x[2 * lanes]), v, b6);
                    b7 = TSimd.MultiplyAdd(TSimd.Broadcast(x[3 * lanes]), v, b7);
                }
            }

            source += nextBlock;
        }

        TSimd.Store(a0, target);
        if (TTile.Size > 1)
        {
            TSimd.Store(a1, target + TSimd.Count);
            TSimd.Store(a2, target + (2 * TSimd.Count));
            TSimd.Store(a3, target + (3 * TSimd.Count));
        }

        if (TTile.Size > 4)
        {
            TSimd.Store(a4, target + (4 * TSimd.Count));
            TSimd.Store(a5, target + (5 * TSimd.Count));
            TSimd.Store(a6, target + (6 * TSimd.Count));
            TSimd.Store(a7, target + (7 * TSimd.Count));
        }

        if (TTile.Size > 8)
        {
            T* y = target + (8 * TSimd.Count);
            TSimd.Store(b0, y);
            TSimd.Store(b1, y + TSimd.Count);
            TSimd.Store(b2, y + (2 * TSimd.Count));
            TSimd.Store(b3, y + (3 * TSimd.Count));
            TSimd.Store(b4, y + (4 * TSimd.Count));
            TSimd.Store(b5, y + (5 * TSimd.Count));
            TSimd.Store(b6, y + (6 * TSimd.Count));
            TSimd.Store(b7, y + (7 * TSimd.Count));
        }

        if (summing)
        {
            TVector total = TSimd.Add(TSimd.Add(TSimd.Add(a0, a1), TSimd.Add(a2, a3)), TSimd.Add(TSimd.Add(a4, a5), TSimd.Add(a6, a7)));
            TVector first = TSimd.MultiplyAdd(a0, a0, TSimd.MultiplyAdd(a1, a1, TSimd.MultiplyAdd(a2, a2, TSimd.Multiply(a3, a3))));
            TVector second = TSimd.MultiplyAdd(a4, a4, TSimd.MultiplyAdd(a5, a5, TSimd.MultiplyAdd(a6, a6, TSimd.Multiply(a7, a7))));
            TVector square = TSimd.Add(first, second);
            if (TTile.Size > 8)
            {
                total = TSimd.Add(total, TSimd.Add(TSimd.Add(TSimd.Add(b0, b1), TSimd.Add(b2, b3)), TSimd.Add(TSimd.Add(b4, b5), TSimd.Add(b6, b7))));
                first = TSimd.MultiplyAdd(b0, b0, TSimd.MultiplyAdd(b1, b1, TSimd.MultiplyAdd(b2, b2, TSimd.Multiply(b3, b3))));
                second = TSimd.MultiplyAdd(b4, b4, TSimd.MultiplyAdd(b5, b5, TSimd.MultiplyAdd(b6, b6, TSimd.Multiply(b7, b7))));
                square = TSimd.Add(square, TSimd.Add(first, second));
            }

            sum = TSimd.Add(sum, total);
            squares = TSimd.Add(squares, square);
        }

        return TTile.Size;
    }
}
