namespace Cdarts.Engine.Tests.Data.Transforms;

/// <summary>Pillow's conversions between 8-bit RGB and 8-bit HSV, one colour at a time, in the precisions that it uses.</summary>
internal static class PillowHsv
{
    public static (byte Red, byte Green, byte Blue) Turn(byte red, byte green, byte blue, int steps)
    {
        (byte hue, byte saturation, byte value) = FromRgb(red, green, blue);
        return ToRgb((byte)(hue + steps), saturation, value);
    }

    private static (byte Hue, byte Saturation, byte Value) FromRgb(byte red, byte green, byte blue)
    {
        byte most = Math.Max(red, Math.Max(green, blue));
        byte least = Math.Min(red, Math.Min(green, blue));
        if (most == least)
        {
            return (0, 0, most);
        }

        float chroma = most - least;
        float saturation = chroma / most;
        float r = (most - red) / chroma;
        float g = (most - green) / chroma;
        float b = (most - blue) / chroma;
        float sixths = red == most ? b - g : green == most ? (float)(2.0 + r - b) : (float)(4.0 + g - r);
        float hue = (float)(((sixths / 6.0) + 1.0) % 1.0);
        return ((byte)(hue * 255.0), (byte)(saturation * 255.0), most);
    }

    private static (byte Red, byte Green, byte Blue) ToRgb(byte hue, byte saturation, byte value)
    {
        if (saturation == 0)
        {
            return (value, value, value);
        }

        double sixths = hue * 6.0 / 255.0;
        int sector = (int)Math.Floor(sixths);
        float f = (float)(sixths - (float)sector);
        float s = (float)(saturation / 255.0);
        byte p = Rounded(value * (1.0 - s));
        byte q = Rounded(value * (1.0 - (s * f)));
        byte t = Rounded(value * (1.0 - (s * (1.0 - f))));
        return (sector % 6) switch
        {
            0 => (value, t, p),
            1 => (q, value, p),
            2 => (p, value, t),
            3 => (p, q, value),
            4 => (t, p, value),
            _ => (value, p, q),
        };
    }

    private static byte Rounded(double level) => (byte)Math.Round((float)level, MidpointRounding.AwayFromZero);
}
