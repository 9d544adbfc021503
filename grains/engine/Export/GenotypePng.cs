using System.Globalization;
using System.Xml.Linq;
using Cdarts.Engine.Spaces;
using SkiaSharp;

namespace Cdarts.Engine.Export;

/// <summary>
/// Draws a cell as a PNG picture: the picture of <see cref="GenotypeSvg"/> in pixels, twice as large. Needs neither a screen nor fonts on the machine.
/// </summary>
public static class GenotypePng
{
    private const int Scale = 2;

    /// <summary>Picture of a cell, the file's bytes.</summary>
    /// <param name="kind">Kind of the cell.</param>
    /// <param name="cell">Cell.</param>
    /// <param name="title">Title, for example <c>Normal cell, cycle 3</c>.</param>
    /// <exception cref="CdartsException">The library that draws cannot be loaded on this machine.</exception>
    public static byte[] Write(CellKind kind, CellGenotype cell, string title) => Rasterise(GenotypeSvg.Draw(kind, cell, title));

    /// <summary>A picture's shapes in pixels.</summary>
    /// <exception cref="CdartsException">The library that draws cannot be loaded on this machine.</exception>
    internal static byte[] Rasterise(XElement picture)
    {
        try
        {
            return Draw(picture);
        }
        catch (Exception problem) when (problem is DllNotFoundException or TypeInitializationException)
        {
            throw new CdartsException("PNG pictures cannot be drawn on this machine, since libSkiaSharp cannot be loaded: use SVG or DOT.", problem);
        }
    }

    private static byte[] Draw(XElement picture)
    {
        using SKBitmap bitmap = new(Pixels(picture, "width"), Pixels(picture, "height"), SKColorType.Rgba8888, SKAlphaType.Opaque);
        using SKCanvas canvas = new(bitmap);
        canvas.Scale(Scale);
        new SvgPainter(canvas).Paint(picture);
        canvas.Flush();
        using SKData data = bitmap.Encode(SKEncodedImageFormat.Png, quality: 100);
        return data.ToArray();
    }

    private static int Pixels(XElement picture, string extent) =>
        (int)Math.Ceiling(Scale * double.Parse(picture.Attribute(extent)!.Value, CultureInfo.InvariantCulture));
}
