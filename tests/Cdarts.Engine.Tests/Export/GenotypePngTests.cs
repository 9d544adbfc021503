using System.Globalization;
using System.Xml.Linq;
using Cdarts.Engine.Export;
using Cdarts.Engine.Spaces;
using Cdarts.Engine.Tests.Spaces;
using SkiaSharp;

namespace Cdarts.Engine.Tests.Export;

public sealed class GenotypePngTests
{
    private const int Scale = 2;

    private static readonly XNamespace Svg = "http://www.w3.org/2000/svg";

    [Fact]
    public void It_has_twice_the_size_of_the_vector_picture_and_is_white_around()
    {
        XElement picture = Vectors();
        using SKBitmap pixels = Pixels();
        Assert.Equal((int)Math.Ceiling(Scale * Number(picture, "width")), pixels.Width);
        Assert.Equal((int)Math.Ceiling(Scale * Number(picture, "height")), pixels.Height);
        Assert.Equal(SKColors.White, pixels.GetPixel(0, 0));
        Assert.Equal(SKColors.White, pixels.GetPixel(pixels.Width - 1, pixels.Height - 1));
    }

    [Fact]
    public void Every_box_of_the_vector_picture_is_where_it_should_be_in_its_colour()
    {
        using SKBitmap pixels = Pixels();
        XElement drawing = Vectors().Element(Svg + "g")!;
        float shift = float.Parse(drawing.Attribute("transform")!.Value["translate(0 ".Length..^1], CultureInfo.InvariantCulture);
        XElement[] boxes = [.. drawing.Descendants(Svg + "rect")];
        Assert.Equal(3 + 4 + 8, boxes.Length);
        foreach (XElement box in boxes)
        {
            // Near the middle of the lower edge there are neither letters nor lines.
            double x = Number(box, "x") + (Number(box, "width") / 2), y = shift + Number(box, "y") + Number(box, "height") - 3;
            Assert.Equal(SKColor.Parse(box.Attribute("fill")!.Value), pixels.GetPixel((int)(Scale * x), (int)(Scale * y)));
        }
    }

    [Fact]
    public void Words_are_written_without_fonts_of_the_machine()
    {
        using SKBitmap pixels = Pixels();
        XElement title = Vectors().Element(Svg + "text")!;
        int top = (int)(Scale * (Number(title, "y") - 14)), bottom = (int)(Scale * Number(title, "y")), left = (int)(Scale * Number(title, "x"));
        int dark = 0, other = 0;
        for (int y = top; y < bottom; y++)
        {
            for (int x = left; x < left + 200; x++)
            {
                dark += pixels.GetPixel(x, y).Red < 128 ? 1 : 0;
                other++;
            }
        }

        Assert.InRange((double)dark / other, 0.1, 0.5);
    }

    [Fact]
    public void The_same_cell_gives_the_same_bytes() => Assert.Equal(
        GenotypePng.Write(DartsSpace.Instance.Cells[0], GenotypeJsonTests.Published.Normal, "t"), GenotypePng.Write(DartsSpace.Instance.Cells[0], GenotypeJsonTests.Published.Normal, "t"));

    private static XElement Vectors() => XElement.Parse(GenotypeSvg.Write(DartsSpace.Instance.Cells[0], GenotypeJsonTests.Published.Reduction, "Reduction cell, final"));

    private static SKBitmap Pixels() => SKBitmap.Decode(GenotypePng.Write(DartsSpace.Instance.Cells[0], GenotypeJsonTests.Published.Reduction, "Reduction cell, final"));

    private static double Number(XElement element, string name) => double.Parse(element.Attribute(name)!.Value, CultureInfo.InvariantCulture);
}
