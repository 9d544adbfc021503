using System.Numerics;

namespace Cdarts.Engine.Data.AutoAugment;

/// <summary>Operations that go from a degenerate picture through the picture and beyond: degenerate + factor · (picture - degenerate), in float32.</summary>
internal static class BlendOperations
{
    /// <summary>The degenerate picture is the grey one.</summary>
    public static void Color(OperationCanvas canvas, float factor)
    {
        Span<byte> red = canvas.Plane(0);
        Span<byte> green = canvas.Plane(1);
        Span<byte> blue = canvas.Plane(2);
        int i = 0;
        for (; i + Vector<byte>.Count <= red.Length; i += Vector<byte>.Count)
        {
            ByteLanes r = ByteLanes.Widen(new Vector<byte>(red[i..]));
            ByteLanes g = ByteLanes.Widen(new Vector<byte>(green[i..]));
            ByteLanes b = ByteLanes.Widen(new Vector<byte>(blue[i..]));
            ByteLanes grey = Grey(r, g, b);
            Blend(grey, r, factor).CopyTo(red[i..]);
            Blend(grey, g, factor).CopyTo(green[i..]);
            Blend(grey, b, factor).CopyTo(blue[i..]);
        }

        for (; i < red.Length; i++)
        {
            int grey = Grey(red[i], green[i], blue[i]);
            red[i] = Blend(grey, red[i], factor);
            green[i] = Blend(grey, green[i], factor);
            blue[i] = Blend(grey, blue[i], factor);
        }
    }

    /// <summary>The degenerate picture is the rounded mean of the grey one.</summary>
    public static void Contrast(OperationCanvas canvas, float factor)
    {
        long sum = 0;
        for (int y = 0; y < canvas.Height; y++)
        {
            int start = y * canvas.Width;
            sum += SumOfGreys(
                canvas.Plane(0).Slice(start, canvas.Width), canvas.Plane(1).Slice(start, canvas.Width), canvas.Plane(2).Slice(start, canvas.Width));
        }

        Blend(canvas.Pixels, (int)(((double)sum / canvas.Plane(0).Length) + 0.5), factor);
    }

    /// <summary>The degenerate picture is black.</summary>
    public static void Brightness(OperationCanvas canvas, float factor) => Blend(canvas.Pixels, 0, factor);

    /// <summary>
    /// The degenerate picture is the one smoothed with a 3 x 3 kernel of ones and a five in the middle, over 13; rows and columns at the edge are not smoothed.
    /// </summary>
    public static void Sharpness(OperationCanvas canvas, float factor)
    {
        const float side = 1f / 13;
        const float middle = 5f / 13;
        int width = canvas.Width;
        canvas.Pixels.CopyTo(canvas.Spare);
        for (int c = 0; c < OperationCanvas.Channels; c++)
        {
            ReadOnlySpan<byte> source = canvas.Plane(c);
            Span<byte> target = canvas.SparePlane(c);
            for (int y = 1; y < canvas.Height - 1; y++)
            {
                for (int x = 1; x < width - 1; x++)
                {
                    int i = (y * width) + x;

                    // In this order, rows from below: float32 sums depend on it.
                    float sum = 0.5f;
                    sum += (source[i + width - 1] * side) + (source[i + width] * side) + (source[i + width + 1] * side);
                    sum += (source[i - 1] * side) + (source[i] * middle) + (source[i + 1] * side);
                    sum += (source[i - width - 1] * side) + (source[i - width] * side) + (source[i - width + 1] * side);
                    target[i] = Blend((byte)Math.Clamp(sum, 0f, 255f), source[i], factor);
                }
            }
        }

        canvas.Swap();
    }

    // ITU-R 601-2 luma with 16 fractional bits.
    private static int Grey(int red, int green, int blue) => ((red * 19595) + (green * 38470) + (blue * 7471) + 0x8000) >> 16;

    private static ByteLanes Grey(ByteLanes red, ByteLanes green, ByteLanes blue)
    {
        return new ByteLanes(
            Of(red.A, green.A, blue.A), Of(red.B, green.B, blue.B), Of(red.C, green.C, blue.C), Of(red.D, green.D, blue.D));

        static Vector<int> Of(Vector<int> red, Vector<int> green, Vector<int> blue) =>
            ((red * 19595) + (green * 38470) + (blue * 7471) + new Vector<int>(0x8000)) >> 16;
    }

    private static long SumOfGreys(ReadOnlySpan<byte> red, ReadOnlySpan<byte> green, ReadOnlySpan<byte> blue)
    {
        Vector<int> sums = Vector<int>.Zero;
        int i = 0;
        for (; i + Vector<byte>.Count <= red.Length; i += Vector<byte>.Count)
        {
            ByteLanes grey = Grey(
                ByteLanes.Widen(new Vector<byte>(red[i..])), ByteLanes.Widen(new Vector<byte>(green[i..])), ByteLanes.Widen(new Vector<byte>(blue[i..])));
            sums += grey.A + grey.B + grey.C + grey.D;
        }

        long sum = Vector.Sum(sums);
        for (; i < red.Length; i++)
        {
            sum += Grey(red[i], green[i], blue[i]);
        }

        return sum;
    }

    private static void Blend(Span<byte> pixels, int degenerate, float factor)
    {
        ByteLanes same = ByteLanes.All(degenerate);
        int i = 0;
        for (; i + Vector<byte>.Count <= pixels.Length; i += Vector<byte>.Count)
        {
            Blend(same, ByteLanes.Widen(new Vector<byte>(pixels[i..])), factor).CopyTo(pixels[i..]);
        }

        for (; i < pixels.Length; i++)
        {
            pixels[i] = Blend(degenerate, pixels[i], factor);
        }
    }

    private static byte Blend(int degenerate, int value, float factor) =>
        (byte)Math.Clamp(degenerate + (factor * (value - degenerate)), 0f, 255f);

    private static Vector<byte> Blend(ByteLanes degenerate, ByteLanes values, float factor)
    {
        Vector<float> factors = new(factor);
        return new ByteLanes(
            Of(degenerate.A, values.A, factors),
            Of(degenerate.B, values.B, factors),
            Of(degenerate.C, values.C, factors),
            Of(degenerate.D, values.D, factors)).Narrow();

        // The same roundings as one value at a time: no fused multiplication and addition.
        static Vector<int> Of(Vector<int> degenerate, Vector<int> value, Vector<float> factors)
        {
            Vector<float> blended = Vector.ConvertToSingle(degenerate) + (factors * Vector.ConvertToSingle(value - degenerate));
            return Vector.ConvertToInt32Native(Vector.Min(Vector.Max(blended, Vector<float>.Zero), new Vector<float>(255)));
        }
    }
}
