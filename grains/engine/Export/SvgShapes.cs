using System.Globalization;
using System.Xml.Linq;

namespace Cdarts.Engine.Export;

/// <summary>What the SVG pictures have in common; <see cref="SvgPainter"/> paints the same.</summary>
internal static class SvgShapes
{
    internal static readonly XNamespace Svg = "http://www.w3.org/2000/svg";

    /// <summary>A number as the pictures write it: to a tenth of a pixel.</summary>
    internal static string Number(double value) => Math.Round(value, 1).ToString(CultureInfo.InvariantCulture);

    /// <summary>A picture with a white page and a title.</summary>
    internal static XElement Page(double width, double height, string title) => new(
        Svg + "svg",
        new XAttribute("viewBox", $"0 0 {Number(width)} {Number(height)}"),
        new XAttribute("width", Number(width)),
        new XAttribute("height", Number(height)),
        new XAttribute("font-family", "DejaVu Sans, Verdana, Helvetica, Arial, sans-serif"),
        new XAttribute("role", "img"),
        new XElement(Svg + "title", title),
        new XElement(Svg + "rect", new XAttribute("width", "100%"), new XAttribute("height", "100%"), new XAttribute("fill", "#ffffff")));

    /// <summary>Words.</summary>
    internal static XElement Text(double x, double y, string text, double size, string colour, string anchor = "middle", bool bold = false) => new(
        Svg + "text",
        new XAttribute("x", Number(x)),
        new XAttribute("y", Number(y)),
        new XAttribute("text-anchor", anchor),
        new XAttribute("font-size", Number(size)),
        new XAttribute("font-weight", bold ? "bold" : "normal"),
        new XAttribute("fill", colour),
        text);
}
