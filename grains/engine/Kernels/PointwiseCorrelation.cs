using System.Numerics;
using System.Runtime.CompilerServices;

namespace Cdarts.Engine.Kernels;

/// <summary>
/// The inner loop of a 1x1 convolution's weight gradient: a tile of input channels by one vector of output channels stays in registers while the
/// positions pass, twice, so that the additions do not wait for each other.
/// </summary>
internal static unsafe class PointwiseCorrelation<T, TVector, TSimd>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TVector : unmanaged
    where TSimd : struct, ISimd<TVector, T>
{
    /// <inheritdoc cref="LaneKernels{T}.CorrelateChannels"/>
    internal static void Run(in Picture<T> input, in Picture<T> gradient, int positions, in ChannelMatrix<T> sums)
    {
        for (int block = 0; block < sums.OutputBlocks; block++)
        {
            T* g = gradient.Origin + (block * gradient.Block);
            T* target = sums.Weights + (block * sums.Depth * TSimd.Count);
            for (int channel = 0; channel < sums.Depth;)
            {
                T* x = input.Origin + (channel / input.Lanes * input.Block) + (channel % input.Lanes);
                int left = input.Lanes - (channel % input.Lanes), done;
                if (left >= 8)
                {
                    done = Tile<Tile8>(x, input.Lanes, g, positions, target);
                }
                else if (left >= 4)
                {
                    done = Tile<Tile4>(x, input.Lanes, g, positions, target);
                }
                else
                {
                    done = Tile<Tile1>(x, input.Lanes, g, positions, target);
                }

                channel += done;
                target += done * TSimd.Count;
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int Tile<TTile>(T* x, int lanes, T* g, int positions, T* sums)
        where TTile : struct, ITile
    {
        TVector a0 = TSimd.Zero, a1 = a0, a2 = a0, a3 = a0, a4 = a0, a5 = a0, a6 = a0, a7 = a0;
        TVector b0 = a0, b1 = a0, b2 = a0, b3 = a0, b4 = a0, b5 = a0, b6 = a0, b7 = a0;
        for (int left = positions; left > 0; left -= 2)
        {
            TVector y = TSimd.Load(g);
            a0 = TSimd.MultiplyAdd(TSimd.Broadcast(x[0]), y, a0);
            if (TTile.Size > 1)
            {
                a1 = TSimd.MultiplyAdd(TSimd.Broadcast(x[1]), y, a1);
                a2 = TSimd.MultiplyAdd(TSimd.Broadcast(x[2]), y, a2);
                a3 = TSimd.MultiplyAdd(TSimd.Broadcast(x[3]), y, a3);
            }

            if (TTile.Size > 4)
            {
                a4 = TSimd.MultiplyAdd(TSimd.Broadcast(x[4]), y, a4);
                a5 = TSimd.MultiplyAdd(TSimd.Broadcast(x[5]), y, a5);
                a6 = TSimd.MultiplyAdd(TSimd.Broadcast(x[6]), y, a6);
                a7 = TSimd.MultiplyAdd(TSimd.Broadcast(x[7]), y, a7);
            }

            if (left == 1)
            {
                break;
            }

            y = TSimd.Load(g + TSimd.Count);
            x += lanes;
            b0 = TSimd.MultiplyAdd(TSimd.Broadcast(x[0]), y, b0);
            if (TTile.Size > 1)
            {
                b1 = TSimd.MultiplyAdd(TSimd.Broadcast(x[1]), y, b1);
                b2 = TSimd.MultiplyAdd(TSimd.Broadcast(x[2]), y, b2);
                b3 = TSimd.MultiplyAdd(TSimd.Broadcast(x[3]), y, b3);
            }

            if (TTile.Size > 4)
            {
                b4 = TSimd.MultiplyAdd(TSimd.Broadcast(x[4]), y, b4);
                b5 = TSimd.MultiplyAdd(TSimd.Broadcast(x[5]), y, b5);
                b6 = TSimd.MultiplyAdd(TSimd.Broadcast(x[6]), y, b6);
                b7 = TSimd.MultiplyAdd(TSimd.Broadcast(x[7]), y, b7);
            }

            x += lanes;
            g += 2 * TSimd.Count;
        }

        AddTo(sums, a0, b0);
        if (TTile.Size > 1)
        {
            AddTo(sums + TSimd.Count, a1, b1);
            AddTo(sums + (2 * TSimd.Count), a2, b2);
            AddTo(sums + (3 * TSimd.Count), a3, b3);
        }

        if (TTile.Size > 4)
        {
            AddTo(sums + (4 * TSimd.Count), a4, b4);
            AddTo(sums + (5 * TSimd.Count), a5, b5);
            AddTo(sums + (6 * TSimd.Count), a6, b6);
            AddTo(sums + (7 * TSimd.Count), a7, b7);
        }

        return TTile.Size;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AddTo(T* sum, TVector left, TVector right) => TSimd.Store(TSimd.Add(TSimd.Load(sum), TSimd.Add(left, right)), sum);
}
