using System.Globalization;
using System.Xml.Linq;
using SkiaSharp;

namespace Cdarts.Engine.Export;

/// <summary>Paints what <see cref="GenotypeSvg"/> draws: the shapes and attributes that it uses, and no others.</summary>
internal sealed class SvgPainter(SKCanvas canvas)
{
    /// <summary>Paints an element and what is in it.</summary>
    internal void Paint(XElement element)
    {
        switch (element.Name.LocalName)
        {
            case "svg":
                element.Elements().ToList().ForEach(Paint);
                break;
            case "g":
                int restore = canvas.Save();
                canvas.Translate(Shift(element));
                element.Elements().ToList().ForEach(Paint);
                canvas.RestoreToCount(restore);
                break;
            case "rect":
                Rectangle(element);
                break;
            case "path":
                using (SKPath path = SKPath.ParseSvgPathData(Text(element, "d")))
                {
                    FillAndStroke(element, paint => canvas.DrawPath(path, paint));
                }

                break;
            case "text":
                Words(element);
                break;
            default:
                break; // a title says something to readers of the SVG alone
        }
    }

    private void Rectangle(XElement element)
    {
        if (element.Attribute("x") is null)
        {
            canvas.Clear(SKColor.Parse(Text(element, "fill"))); // the page
            return;
        }

        SKRect box = SKRect.Create(Number(element, "x"), Number(element, "y"), Number(element, "width"), Number(element, "height"));
        float radius = Number(element, "rx");
        FillAndStroke(element, paint => canvas.DrawRoundRect(box, radius, radius, paint));
    }

    private void Words(XElement element)
    {
        List<(string Words, SKFont Font, float Drop)> runs = [];
        bool bold = Text(element, "font-weight") == "bold";
        foreach (XNode node in element.Nodes())
        {
            runs.Add(node is XElement lowered
                ? (lowered.Value, PictureFont.At(Number(lowered, "font-size"), bold), Number(lowered, "dy"))
                : (((XText)node).Value, PictureFont.At(Number(element, "font-size"), bold), 0));
        }

        float x = Number(element, "x"), y = Number(element, "y");
        x -= runs.Sum(run => Width(run.Words, run.Font)) * Text(element, "text-anchor") switch { "middle" => .5f, "end" => 1, _ => 0 };
        using SKPaint ink = Paint(Text(element, "fill"), SKPaintStyle.Fill);
        foreach ((string words, SKFont font, float drop) in runs)
        {
            canvas.DrawText(words, x, y + drop, font, ink);
            x += Width(words, font);
            font.Dispose();
        }
    }

    private static float Width(string words, SKFont font) => font.MeasureText(font.Typeface.GetGlyphs(words));

    private static void FillAndStroke(XElement element, Action<SKPaint> draw)
    {
        if (Text(element, "fill") != "none")
        {
            using SKPaint fill = Paint(Text(element, "fill"), SKPaintStyle.Fill);
            draw(fill);
        }

        if (element.Attribute("stroke") is { } colour)
        {
            using SKPaint stroke = Paint(colour.Value, SKPaintStyle.Stroke);
            stroke.StrokeWidth = Number(element, "stroke-width");
            draw(stroke);
        }
    }

    private static SKPaint Paint(string colour, SKPaintStyle style) => new() { Color = SKColor.Parse(colour), Style = style, IsAntialias = true };

    /// <summary>Of <c>translate(x y)</c>; nothing without it.</summary>
    private static SKPoint Shift(XElement group)
    {
        if (group.Attribute("transform") is not { } transform)
        {
            return SKPoint.Empty;
        }

        string[] numbers = transform.Value["translate(".Length..^1].Split(' ');
        return new SKPoint(float.Parse(numbers[0], CultureInfo.InvariantCulture), float.Parse(numbers[1], CultureInfo.InvariantCulture));
    }

    private static float Number(XElement element, string name) => float.Parse(Text(element, name), CultureInfo.InvariantCulture);

    private static string Text(XElement element, string name) => element.Attribute(name)!.Value;
}
