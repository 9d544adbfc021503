using System.Numerics;
using System.Runtime.CompilerServices;
using Cdarts.Engine.Data.AutoAugment;

namespace Cdarts.Engine.Data.Transforms;

/// <summary>
/// Turns hues in Pillow's 8-bit HSV: there and back with the rounding that it does, for all 2^24 colours to the last bit, without branches.
/// </summary>
internal static class HueRotation
{
    /// <summary>Steps in the circle of hues between one sector of the colour hexagon and the next, in half steps: 255 / 6 · 2.</summary>
    private const int Sector = 85;

    private const int Scale = 255 * Sector;

    /// <summary>Turns the hues of a picture.</summary>
    /// <param name="canvas">Picture.</param>
    /// <param name="steps">Steps of 1/256 circle; negative = backwards.</param>
    public static void Apply(OperationCanvas canvas, int steps)
    {
        Span<byte> red = canvas.Plane(0);
        Span<byte> green = canvas.Plane(1);
        Span<byte> blue = canvas.Plane(2);
        int i = 0;
        for (; i + Vector<byte>.Count <= red.Length; i += Vector<byte>.Count)
        {
            Turn(red[i..], green[i..], blue[i..], steps);
        }

        if (i < red.Length)
        {
            TurnRest(red[i..], green[i..], blue[i..], steps);
        }
    }

    private static void TurnRest(Span<byte> red, Span<byte> green, Span<byte> blue, int steps)
    {
        Span<byte> whole = stackalloc byte[3 * Vector<byte>.Count];
        Span<byte> r = whole[..Vector<byte>.Count];
        Span<byte> g = whole.Slice(Vector<byte>.Count, Vector<byte>.Count);
        Span<byte> b = whole[(2 * Vector<byte>.Count)..];
        red.CopyTo(r);
        green.CopyTo(g);
        blue.CopyTo(b);
        Turn(r, g, b, steps);
        r[..red.Length].CopyTo(red);
        g[..green.Length].CopyTo(green);
        b[..blue.Length].CopyTo(blue);
    }

    private static void Turn(Span<byte> red, Span<byte> green, Span<byte> blue, int steps)
    {
        ByteLanes r = ByteLanes.Widen(new Vector<byte>(red));
        ByteLanes g = ByteLanes.Widen(new Vector<byte>(green));
        ByteLanes b = ByteLanes.Widen(new Vector<byte>(blue));
        Vector<int> turn = new(steps);
        (Vector<int> redA, Vector<int> greenA, Vector<int> blueA) = Turn(r.A, g.A, b.A, turn);
        (Vector<int> redB, Vector<int> greenB, Vector<int> blueB) = Turn(r.B, g.B, b.B, turn);
        (Vector<int> redC, Vector<int> greenC, Vector<int> blueC) = Turn(r.C, g.C, b.C, turn);
        (Vector<int> redD, Vector<int> greenD, Vector<int> blueD) = Turn(r.D, g.D, b.D, turn);
        new ByteLanes(redA, redB, redC, redD).Narrow().CopyTo(red);
        new ByteLanes(greenA, greenB, greenC, greenD).Narrow().CopyTo(green);
        new ByteLanes(blueA, blueB, blueC, blueD).Narrow().CopyTo(blue);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (Vector<int> Red, Vector<int> Green, Vector<int> Blue) Turn(Vector<int> red, Vector<int> green, Vector<int> blue, Vector<int> turn)
    {
        Vector<int> most = Vector.Max(red, Vector.Max(green, blue));
        Vector<int> least = Vector.Min(red, Vector.Min(green, blue));
        Vector<int> chroma = most - least;
        Vector<int> saturation = Bytes(Ratio(chroma, most));
        Vector<int> hue = (Hue(red, green, blue, most, least, chroma) + turn) & new Vector<int>(255);
        return Colour(hue, saturation, most);
    }

    /// <summary>
    /// The hue as a byte. With x = (most - middle) / chroma, its sixths of the circle are a whole number plus or minus x: which number, and the sign, depend on
    /// the channels that have most and least; red counts before green before blue.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<int> Hue(
        Vector<int> red, Vector<int> green, Vector<int> blue, Vector<int> most, Vector<int> least, Vector<int> chroma)
    {
        Vector<int> isRed = Vector.Equals(red, most);
        Vector<int> isGreen = Vector.Equals(green, most);
        Vector<int> rises = Vector.ConditionalSelect(
            isRed,
            ~Vector.Equals(blue, least),
            Vector.ConditionalSelect(isGreen, Vector.Equals(blue, least), Vector.Equals(red, least)));
        Vector<float> start = Vector.ConditionalSelect(
            isRed, new Vector<float>(-1), Vector.ConditionalSelect(isGreen, Vector<float>.One, new Vector<float>(3)));
        Vector<float> x = Ratio(most - (red + green + blue - most - least), chroma);
        Vector<float> sixths = Vector.ConditionalSelect(rises, start + x, start + new Vector<float>(2) - x);
        Vector<float> circle = sixths / new Vector<float>(6);
        circle += Vector.ConditionalSelect(Vector.LessThan(sixths, Vector<float>.Zero), Vector<float>.One, Vector<float>.Zero);
        return Vector.ConditionalSelect(Vector.Equals(chroma, Vector<int>.Zero), Vector<int>.Zero, Bytes(circle));
    }

    /// <summary>From hue, saturation and value to the colour, rounded. Never a tie: the quotients' denominators are odd.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (Vector<int> Red, Vector<int> Green, Vector<int> Blue) Colour(Vector<int> hue, Vector<int> saturation, Vector<int> value)
    {
        Vector<int> twice = hue + hue;
        Vector<int> sector = (twice * new Vector<int>(193)) >> 14; // twice / 85 for all bytes
        Vector<int> within = twice - (sector * Sector);
        sector = Vector.ConditionalSelect(Vector.Equals(sector, new Vector<int>(6)), Vector<int>.Zero, sector);
        Vector<int> falls = Vector.Equals(sector & Vector<int>.One, Vector<int>.One);
        Vector<int> away = Vector.ConditionalSelect(falls, within, new Vector<int>(Sector) - within);

        Vector<int> lowest = value * (new Vector<int>(255) - saturation) + new Vector<int>(128);
        lowest = (lowest + (lowest >> 8)) >> 8;
        Vector<int> numerator = (value * (new Vector<int>(Scale) - (saturation * away))) + new Vector<int>(Scale / 2);
        Vector<int> middle = Vector.ConvertToInt32Native(Vector.ConvertToSingle(numerator) / new Vector<float>(Scale));

        return (
            Channel(sector, 0, value, middle, lowest),
            Channel(sector, 2, value, middle, lowest),
            Channel(sector, 4, value, middle, lowest));
    }

    /// <summary>
    /// A channel: red has the value in the sectors 5 and 0, the middle in 1 and 4, the lowest in 2 and 3; green and blue are two and four sectors on.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<int> Channel(Vector<int> sector, int from, Vector<int> value, Vector<int> middle, Vector<int> lowest)
    {
        Vector<int> own = sector - new Vector<int>(from);
        own += Vector.LessThan(own, Vector<int>.Zero) & new Vector<int>(6);
        Vector<int> distance = Vector.Min(own, new Vector<int>(5) - own); // 0, 1, 2, 2, 1, 0
        return Vector.ConditionalSelect(
            Vector.Equals(distance, Vector<int>.Zero),
            value,
            Vector.ConditionalSelect(Vector.Equals(distance, Vector<int>.One), middle, lowest));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<float> Ratio(Vector<int> numerator, Vector<int> denominator) =>
        Vector.ConvertToSingle(numerator) / Vector.ConvertToSingle(Vector.Max(denominator, Vector<int>.One));

    /// <summary>
    /// A share times 255, rounded down. Pillow multiplies in double precision; of all the shares that colours give, none is so close below a whole number that single
    /// precision would reach it.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<int> Bytes(Vector<float> share) => Vector.ConvertToInt32Native(share * new Vector<float>(255));
}
