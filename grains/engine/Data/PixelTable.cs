using System.Numerics;

namespace Cdarts.Engine.Data;

/// <summary>
/// Normalisation as a table: a pixel has 256 values. Computed in float64, so that the numbers are the same on every machine, whatever its vector instructions.
/// </summary>
internal static class PixelTable
{
    /// <summary>Values of a pixel.</summary>
    public const int Values = 256;

    /// <summary>The normalised values, [channels, 256].</summary>
    public static T[] Create<T>(Normalisation normalisation)
        where T : unmanaged, INumber<T>
    {
        T[] table = new T[normalisation.Mean.Count * Values];
        for (int i = 0; i < table.Length; i++)
        {
            int channel = i / Values;
            double value = i % Values / 255.0;
            table[i] = T.CreateChecked((value - normalisation.Mean[channel]) / normalisation.Deviation[channel]);
        }

        return table;
    }
}
