namespace Cdarts.Engine.Data;

/// <summary>Puts one channel of a picture into its place.</summary>
internal static class PlanePlacement
{
    /// <summary>Writes a plane, each value through a table.</summary>
    /// <typeparam name="T">Element type of the target.</typeparam>
    /// <param name="source">Values, row by row.</param>
    /// <param name="width">Columns.</param>
    /// <param name="placement">Crop and mirroring.</param>
    /// <param name="border">Value, before the table, of places that the picture does not have.</param>
    /// <param name="table">What is written for each of the 256 values.</param>
    /// <param name="target">As long as <paramref name="source"/>.</param>
    public static void Write<T>(ReadOnlySpan<byte> source, int width, Placement placement, byte border, ReadOnlySpan<T> table, Span<T> target)
    {
        int height = source.Length / width;
        int first = Math.Clamp(-placement.ShiftX, 0, width);
        int last = Math.Clamp(width - placement.ShiftX, first, width);
        for (int y = 0; y < height; y++)
        {
            Span<T> row = target.Slice(y * width, width);
            int sourceY = y + placement.ShiftY;
            if (sourceY < 0 || sourceY >= height || first == last)
            {
                row.Fill(table[border]);
                continue;
            }

            row[..first].Fill(table[border]);
            row[last..].Fill(table[border]);
            LookUp(source.Slice((sourceY * width) + first + placement.ShiftX, last - first), table, row[first..last]);
            if (placement.Mirrored)
            {
                row.Reverse();
            }
        }
    }

    private static void LookUp<T>(ReadOnlySpan<byte> source, ReadOnlySpan<T> table, Span<T> target)
    {
        for (int x = 0; x < target.Length; x++)
        {
            target[x] = table[source[x]];
        }
    }
}
