using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Cdarts.Engine.Data.Imaging;

namespace Cdarts.Engine.Data.Transforms;

/// <summary>
/// Resizes with an antialiasing triangle (bilinear) filter as Pillow does, to the last bit: first all rows to the new width, rounded to 8 bits, then all columns to
/// the new height. To be used on one thread; memory is kept from call to call, up to <see cref="PixelBuffer.MostKept"/>.
/// </summary>
internal sealed class TriangleResize
{
    /// <summary>Channels of the result.</summary>
    public const int Channels = 3;

    private const int Half = 1 << (ResizeWeights.FractionBits - 1);

    private readonly ResizeWeights _across = new();
    private readonly ResizeWeights _down = new();
    private readonly PixelBuffer _rows = new();

    /// <summary>Resizes a picture and gives a part of the result; what the part does not need is not computed.</summary>
    /// <param name="source">Picture.</param>
    /// <param name="width">Columns of the whole result.</param>
    /// <param name="height">Rows of the whole result.</param>
    /// <param name="window">The part of the result that is wanted.</param>
    /// <param name="mirrored">Whether left and right of the part are exchanged.</param>
    /// <param name="target">The part, [3, window height, window width].</param>
    /// <exception cref="ArgumentOutOfRangeException">The part is not in the result.</exception>
    public void Resize(PixelView source, int width, int height, PictureRegion window, bool mirrored, Span<byte> target)
    {
        window.RequireWithin(width, height);
        _across.Compute(source.Width, width, window.Left, window.Width);
        _down.Compute(source.Height, height, window.Top, window.Height);
        int begin = _down.Begin;
        int rowLength = window.Width * Channels;
        Span<byte> rows = _rows.Reserve((_down.End - begin) * rowLength);
        for (int y = begin; y < _down.End; y++)
        {
            Across(source.Row(y), window.Width, mirrored, rows.Slice((y - begin) * rowLength, rowLength));
        }

        int plane = window.Width * window.Height;
        for (int y = 0; y < window.Height; y++)
        {
            ReadOnlySpan<byte> first = rows[((_down.First(y) - begin) * rowLength)..];
            for (int c = 0; c < Channels; c++)
            {
                Down(first[(c * window.Width)..], rowLength, _down.Of(y), target.Slice((c * plane) + (y * window.Width), window.Width));
            }
        }
    }

    /// <summary>A row to the new width: red, green and blue of all columns one after another.</summary>
    private void Across(ReadOnlySpan<byte> source, int width, bool mirrored, Span<byte> target)
    {
        Span<byte> red = target[..width];
        Span<byte> green = target.Slice(width, width);
        Span<byte> blue = target.Slice(2 * width, width);
        ReadOnlySpan<uint> pixels = MemoryMarshal.Cast<byte, uint>(source);
        for (int x = 0; x < width; x++)
        {
            ReadOnlySpan<int> weights = _across.Of(x);
            ReadOnlySpan<uint> taps = pixels.Slice(_across.First(x), weights.Length);
            Vector128<int> sum = Vector128.Create(Half);
            for (int k = 0; k < weights.Length; k++)
            {
                sum += Channel(taps[k]) * weights[k];
            }

            // Weights are positive and their sum is at most one and a few units of the last place: no clamping.
            sum = Vector128.ShiftRightLogical(sum, ResizeWeights.FractionBits);
            int place = mirrored ? width - 1 - x : x;
            red[place] = (byte)sum.GetElement(0);
            green[place] = (byte)sum.GetElement(1);
            blue[place] = (byte)sum.GetElement(2);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<int> Channel(uint pixel) =>
        Vector128.WidenLower(Vector128.WidenLower(Vector128.CreateScalarUnsafe(pixel).AsByte())).AsInt32();

    /// <summary>One row of one channel of the result.</summary>
    private static void Down(ReadOnlySpan<byte> source, int rowLength, ReadOnlySpan<int> weights, Span<byte> target)
    {
        int x = 0;
        for (; x + Vector<byte>.Count <= target.Length; x += Vector<byte>.Count)
        {
            Weigh(source[x..], rowLength, weights).CopyTo(target[x..]);
        }

        for (; x < target.Length; x++)
        {
            int sum = Half;
            for (int k = 0; k < weights.Length; k++)
            {
                sum += source[(k * rowLength) + x] * weights[k];
            }

            target[x] = (byte)(sum >> ResizeWeights.FractionBits);
        }
    }

    private static Vector<byte> Weigh(ReadOnlySpan<byte> source, int rowLength, ReadOnlySpan<int> weights)
    {
        ByteLanes sum = ByteLanes.All(Half);
        for (int k = 0; k < weights.Length; k++)
        {
            ByteLanes row = ByteLanes.Widen(new Vector<byte>(source[(k * rowLength)..]));
            Vector<int> weight = new(weights[k]);
            sum = new ByteLanes(sum.A + (row.A * weight), sum.B + (row.B * weight), sum.C + (row.C * weight), sum.D + (row.D * weight));
        }

        return new ByteLanes(
            sum.A >> ResizeWeights.FractionBits,
            sum.B >> ResizeWeights.FractionBits,
            sum.C >> ResizeWeights.FractionBits,
            sum.D >> ResizeWeights.FractionBits).Narrow();
    }
}
