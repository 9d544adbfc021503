namespace Cdarts.Engine.Data.AutoAugment;

/// <summary>Operations that look each value up in a table.</summary>
internal static class TableOperations
{
    private const int Values = 256;

    /// <summary>Replaces each value of all channels.</summary>
    public static void Apply(OperationCanvas canvas, Func<int, int> value)
    {
        Span<byte> table = stackalloc byte[Values];
        for (int i = 0; i < Values; i++)
        {
            table[i] = (byte)value(i);
        }

        LookUp(canvas.Pixels, table);
    }

    /// <summary>Stretches each channel so that its darkest value is 0 and its brightest 255; a channel of one value stays.</summary>
    public static void AutoContrast(OperationCanvas canvas)
    {
        Span<byte> table = stackalloc byte[Values];
        for (int c = 0; c < OperationCanvas.Channels; c++)
        {
            Span<byte> plane = canvas.Plane(c);
            (int darkest, int brightest) = (255, 0);
            foreach (byte value in plane)
            {
                darkest = Math.Min(darkest, value);
                brightest = Math.Max(brightest, value);
            }

            if (brightest <= darkest)
            {
                continue;
            }

            double scale = 255.0 / (brightest - darkest);
            double offset = -darkest * scale;
            for (int i = 0; i < Values; i++)
            {
                table[i] = (byte)Math.Clamp((int)((i * scale) + offset), 0, 255);
            }

            LookUp(plane, table);
        }
    }

    /// <summary>
    /// Gives each channel a flat histogram: value v becomes (step / 2 + pixels below v) / step, with step the pixels (but those of the brightest value) over 255;
    /// a channel with a step of 0 stays.
    /// </summary>
    public static void Equalize(OperationCanvas canvas)
    {
        Span<byte> table = stackalloc byte[Values];
        Span<int> histogram = stackalloc int[Values];
        for (int c = 0; c < OperationCanvas.Channels; c++)
        {
            Span<byte> plane = canvas.Plane(c);
            histogram.Clear();
            int brightest = 0;
            foreach (byte value in plane)
            {
                histogram[value]++;
                brightest = Math.Max(brightest, value);
            }

            int step = (plane.Length - histogram[brightest]) / 255;
            if (step == 0)
            {
                continue;
            }

            int below = step / 2;
            for (int i = 0; i < Values; i++)
            {
                table[i] = (byte)Math.Min(below / step, 255);
                below += histogram[i];
            }

            LookUp(plane, table);
        }
    }

    private static void LookUp(Span<byte> pixels, ReadOnlySpan<byte> table)
    {
        for (int i = 0; i < pixels.Length; i++)
        {
            pixels[i] = table[pixels[i]];
        }
    }
}
