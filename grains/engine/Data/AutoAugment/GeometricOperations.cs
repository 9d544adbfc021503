namespace Cdarts.Engine.Data.AutoAugment;

/// <summary>
/// Operations that move pixels. The output pixel at (x, y) shows the source at (a·(x + ½) + b·(y + ½) + c, d·(x + ½) + e·(y + ½) + f), the border where the
/// source has no such place.
/// </summary>
internal static class GeometricOperations
{
    private const int FractionBits = 16;
    private const double One = 1 << FractionBits;

    /// <summary>Shears, bicubic with a = -1 and the edge pixels continued, truncated to 8 bits.</summary>
    /// <param name="canvas">Picture.</param>
    /// <param name="across">Columns by which a row is shifted against the one above.</param>
    /// <param name="down">Rows by which a column is shifted against the one to the left.</param>
    public static void Shear(OperationCanvas canvas, double across, double down)
    {
        canvas.Spare.Fill(PictureOperations.Border);
        for (int y = 0; y < canvas.Height; y++)
        {
            for (int x = 0; x < canvas.Width; x++)
            {
                double sourceX = x + 0.5 + (across * (y + 0.5));
                double sourceY = (down * (x + 0.5)) + y + 0.5;
                if (sourceX < 0 || sourceX >= canvas.Width || sourceY < 0 || sourceY >= canvas.Height)
                {
                    continue;
                }

                for (int c = 0; c < OperationCanvas.Channels; c++)
                {
                    canvas.SparePlane(c)[(y * canvas.Width) + x] = Bicubic(canvas.Plane(c), canvas.Height, canvas.Width, sourceX - 0.5, sourceY - 0.5);
                }
            }
        }

        canvas.Swap();
    }

    /// <summary>Shows what lies so many columns to the right and rows below, nearest pixel.</summary>
    public static void Translate(OperationCanvas canvas, double columns, double rows)
    {
        canvas.Spare.Fill(PictureOperations.Border);
        for (int y = 0; y < canvas.Height; y++)
        {
            double sourceY = y + 0.5 + rows;
            for (int x = 0; x < canvas.Width; x++)
            {
                double sourceX = x + 0.5 + columns;
                if (sourceX >= 0 && sourceY >= 0)
                {
                    Copy(canvas, (int)sourceX, (int)sourceY, x, y);
                }
            }
        }

        canvas.Swap();
    }

    /// <summary>Turns counter-clockwise about the middle, nearest pixel, positions in fixed point with 16 fractional bits.</summary>
    public static void Rotate(OperationCanvas canvas, double degrees)
    {
        if (degrees == 0)
        {
            return;
        }

        double angle = -degrees * Math.PI / 180;
        double cosine = Math.Round(Math.Cos(angle), 15);
        double sine = Math.Round(Math.Sin(angle), 15);
        double middleX = canvas.Width / 2.0;
        double middleY = canvas.Height / 2.0;
        int rowX = Fixed((cosine * -middleX) + (sine * -middleY) + middleX + (cosine * 0.5) + (sine * 0.5));
        int rowY = Fixed((-sine * -middleX) + (cosine * -middleY) + middleY + (-sine * 0.5) + (cosine * 0.5));
        canvas.Spare.Fill(PictureOperations.Border);
        for (int y = 0; y < canvas.Height; y++)
        {
            int sourceX = rowX;
            int sourceY = rowY;
            for (int x = 0; x < canvas.Width; x++)
            {
                Copy(canvas, sourceX >> FractionBits, sourceY >> FractionBits, x, y);
                sourceX += Fixed(cosine);
                sourceY += Fixed(-sine);
            }

            rowX += Fixed(sine);
            rowY += Fixed(cosine);
        }

        canvas.Swap();
    }

    private static int Fixed(double value) => (int)Math.Floor((value * One) + 0.5);

    private static void Copy(OperationCanvas canvas, int fromX, int fromY, int x, int y)
    {
        if (fromX < 0 || fromX >= canvas.Width || fromY < 0 || fromY >= canvas.Height)
        {
            return;
        }

        for (int c = 0; c < OperationCanvas.Channels; c++)
        {
            canvas.SparePlane(c)[(y * canvas.Width) + x] = canvas.Plane(c)[(fromY * canvas.Width) + fromX];
        }
    }

    private static byte Bicubic(ReadOnlySpan<byte> plane, int height, int width, double x, double y)
    {
        int left = (int)Math.Floor(x);
        int top = (int)Math.Floor(y);
        Span<double> rows = stackalloc double[4];
        for (int i = 0; i < rows.Length; i++)
        {
            ReadOnlySpan<byte> row = plane.Slice(Math.Clamp(top - 1 + i, 0, height - 1) * width, width);
            rows[i] = Cubic(
                row[Math.Clamp(left - 1, 0, width - 1)],
                row[Math.Clamp(left, 0, width - 1)],
                row[Math.Clamp(left + 1, 0, width - 1)],
                row[Math.Clamp(left + 2, 0, width - 1)],
                x - left);
        }

        return (byte)Math.Clamp(Cubic(rows[0], rows[1], rows[2], rows[3], y - top), 0, 255);
    }

    private static double Cubic(double before, double from, double to, double after, double place) =>
        from + (place * (to - before + (place * ((2 * (before - from)) + to - after + (place * (from - before + after - to))))));
}
