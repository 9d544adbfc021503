using System.Reflection;
using SkiaSharp;

namespace Cdarts.Engine.Export;

/// <summary>The font of pictures in pixels: DejaVu Sans, embedded, so that a machine without fonts draws the same (licence in <c>Fonts/LICENSE.txt</c>).</summary>
internal static class PictureFont
{
    private const string Resource = "Cdarts.Engine.Export.Fonts/DejaVuSans.ttf";

    private static readonly Lazy<SKTypeface> Typeface = new(Load);

    /// <summary>The font at a size in pixels.</summary>
    internal static SKFont At(float size, bool bold) =>
        new(Typeface.Value, size) { Embolden = bold, Subpixel = true, Edging = SKFontEdging.Antialias, Hinting = SKFontHinting.None };

    private static SKTypeface Load()
    {
        using Stream font = Assembly.GetExecutingAssembly().GetManifestResourceStream(Resource)
            ?? throw new CdartsException("The font of the pictures is missing from the engine's assembly, so build the product again.");
        using SKData data = SKData.Create(font);
        return SKTypeface.FromData(data);
    }
}
