using System.Globalization;
using System.Xml.Linq;
using Cdarts.Engine.Export;
using Cdarts.Engine.Spaces;
using Cdarts.Engine.Tests.Spaces;
using CsCheck;

namespace Cdarts.Engine.Tests.Export;

public sealed class GenotypeSvgTests
{
    private static readonly XNamespace Svg = "http://www.w3.org/2000/svg";

    [Fact]
    public void The_picture_has_every_name_and_its_title()
    {
        XDocument picture = XDocument.Parse(GenotypeSvg.Write(DartsSpace.Instance.Cells[1], GenotypeJsonTests.Published.Reduction, "Reduction cell <& \"cycle 3\">"));
        string[] texts = [.. picture.Descendants(Svg + "text").Select(text => text.Value)];
        Assert.Equal(
            [
                "0", "1", "2", "3", "Reduction cell <& \"cycle 3\">", "ck", "ck-1", "ck-2", "dil_conv_5x5", "dil_conv_5x5", "max_pool_3x3", "sep_conv_3x3",
                "sep_conv_3x3", "sep_conv_5x5", "sep_conv_5x5", "skip_connect",
            ],
            texts.Order(StringComparer.Ordinal));
        Assert.Equal("Reduction cell <& \"cycle 3\">", picture.Root!.Element(Svg + "title")!.Value);
        Assert.Equal("#ffffff", picture.Root.Element(Svg + "rect")!.Attribute("fill")!.Value);
        Assert.Equal(3, picture.Descendants(Svg + "title").Count(title => title.Value.StartsWith("c_{k", StringComparison.Ordinal)));
    }

    [Fact]
    public void The_same_cell_gives_the_same_text() => Assert.Equal(
        GenotypeSvg.Write(DartsSpace.Instance.Cells[0], GenotypeJsonTests.Published.Normal, "t"), GenotypeSvg.Write(DartsSpace.Instance.Cells[0], GenotypeJsonTests.Published.Normal, "t"));

    [Fact]
    public void In_any_cell_no_boxes_overlap_and_no_line_runs_through_a_box() => GenotypeJsonTests.AnyGenotype.Sample(
        genotype =>
        {
            XDocument picture = XDocument.Parse(GenotypeSvg.Write(DartsSpace.Instance.Cells[0], genotype.Normal, "t"));
            Box[] boxes = [.. picture.Descendants(Svg + "rect").Where(rect => rect.Attribute("x") is not null).Select(Box.Of)];
            Assert.Equal(3 + 4 + 8, boxes.Length);
            Box page = new(0, 0, Number(picture.Root!, "width"), Number(picture.Root!, "height"));
            foreach (Box box in boxes)
            {
                Assert.True(box.Left >= page.Left && box.Right <= page.Right && box.Top >= page.Top && box.Bottom <= page.Bottom);
                Assert.DoesNotContain(boxes, other => !other.Equals(box) && box.Overlaps(other));
            }

            Assert.Equal(boxes.Length, boxes.Distinct().Count());
            foreach ((double x, double y) in picture.Descendants(Svg + "path").Where(path => path.Attribute("stroke") is not null).SelectMany(PointsOf))
            {
                Assert.DoesNotContain(boxes, box => box.Holds(x, y));
            }
        },
        iter: 200);

    // Points along the path, which is made of M, C and H steps.
    private static IEnumerable<(double X, double Y)> PointsOf(XElement path)
    {
        string[] words = path.Attribute("d")!.Value.Split(' ');
        (double x, double y) = (0, 0);
        for (int i = 0; i < words.Length;)
        {
            double At(int offset) => double.Parse(words[i + offset], CultureInfo.InvariantCulture);
            switch (words[i])
            {
                case "M":
                    (x, y) = (At(1), At(2));
                    i += 3;
                    break;
                case "H":
                    double from = x;
                    for (int step = 1; step <= 20; step++)
                    {
                        yield return (from + ((At(1) - from) * step / 20), y);
                    }

                    x = At(1);
                    i += 2;
                    break;
                default:
                    for (int step = 1; step < 20; step++)
                    {
                        double t = step / 20.0;
                        yield return (Bezier(t, x, At(1), At(3), At(5)), Bezier(t, y, At(2), At(4), At(6)));
                    }

                    (x, y) = (At(5), At(6));
                    i += 7;
                    break;
            }
        }
    }

    private static double Bezier(double t, double a, double b, double c, double d) =>
        ((1 - t) * (1 - t) * (1 - t) * a) + (3 * (1 - t) * (1 - t) * t * b) + (3 * (1 - t) * t * t * c) + (t * t * t * d);

    private static double Number(XElement element, string name) => double.Parse(element.Attribute(name)!.Value, CultureInfo.InvariantCulture);

    private readonly record struct Box(double Left, double Top, double Right, double Bottom)
    {
        // Heights are relative to the drawing's group, which lies below the title: it only adds room.
        public static Box Of(XElement rect)
        {
            (double x, double y) = (Number(rect, "x"), Number(rect, "y"));
            return new Box(x, y, x + Number(rect, "width"), y + Number(rect, "height"));
        }

        public bool Overlaps(Box other) => Left < other.Right && other.Left < Right && Top < other.Bottom && other.Top < Bottom;

        public bool Holds(double x, double y) => x > Left + 0.2 && x < Right - 0.2 && y > Top && y < Bottom;
    }
}
