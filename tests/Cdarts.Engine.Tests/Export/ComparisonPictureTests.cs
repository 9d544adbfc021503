using System.Globalization;
using System.Xml.Linq;
using Cdarts.Engine.Export;
using SkiaSharp;

namespace Cdarts.Engine.Tests.Export;

public sealed class ComparisonPictureTests
{
    private const string Dot = "#1d5fc4", Bar = "#c9dbf7";

    private static readonly XNamespace Svg = "http://www.w3.org/2000/svg";

    private static readonly ComparedGroup[] Three =
    [
        new("cdarts", [97.41, 97.58, 97.49]), new("darts", [96.9, 97.2, 97.05]), new("random", [96.2, 96.75, 96.4]),
    ];

    [Fact]
    public void The_picture_is_well_formed_and_names_title_groups_and_figures()
    {
        XElement picture = Draw(Three);

        Assert.Equal(Svg + "svg", picture.Name);
        Assert.Equal("Test accuracy, %", picture.Element(Svg + "title")!.Value);
        string[] texts = Texts(picture);
        Assert.All(["Test accuracy, %", "cdarts", "darts", "random", "97.49 ± 0.09", "97.05 ± 0.15", "96.45 ± 0.28"], text => Assert.Contains(text, texts));
    }

    [Fact]
    public void Labels_with_signs_of_xml_stay_what_they_are() =>
        Assert.Contains("a<b>&\"c\"", Texts(Draw([new("a<b>&\"c\"", [1])])));

    [Fact]
    public void A_higher_value_is_drawn_higher_and_in_proportion()
    {
        double[] values = [.. Three.SelectMany(group => group.Values)];
        double[] heights = [.. Boxes(Draw(Three), Dot).Select(Middle)];

        Assert.Equal(values.Length, heights.Length);
        double scale = (heights[0] - heights[^2]) / (values[0] - values[^2]);
        Assert.True(scale < 0);
        Assert.All(values.Zip(heights), pair => Assert.Equal(heights[0] + (scale * (pair.First - values[0])), pair.Second, 0.15));
    }

    [Fact]
    public void The_mean_is_a_line_and_the_bar_reaches_one_deviation_to_either_side()
    {
        XElement picture = Draw([new("a", [10, 20])]);
        double[] dots = [.. Boxes(picture, Dot).Select(Middle)];
        XElement bar = Assert.Single(Boxes(picture, Bar)), mean = Assert.Single(picture.Elements(Svg + "path"), path => path.Attribute("stroke-width")!.Value == "2");

        double pixels = (dots[0] - dots[1]) / 10, middle = (dots[0] + dots[1]) / 2, deviation = Math.Sqrt(50);
        Assert.Equal(middle, Number(mean.Attribute("d")!.Value.Split(' ')[2]), 0.15);
        Assert.Equal(middle, Middle(bar), 0.15);
        Assert.Equal(2 * deviation * pixels, Number(bar.Attribute("height")!.Value), 0.25);
    }

    [Fact]
    public void One_value_has_no_deviation()
    {
        XElement picture = Draw([new("a", [97.5])]);

        Assert.Empty(Boxes(picture, Bar));
        Assert.Single(Boxes(picture, Dot));
        Assert.Contains("97.50", Texts(picture));
    }

    [Fact]
    public void Equal_values_lie_side_by_side()
    {
        XElement[] dots = [.. Boxes(Draw([new("a", [97.5, 97.5, 97.5])]), Dot)];

        Assert.Single(dots.Select(Middle).Distinct());
        double[] places = [.. dots.Select(dot => Number(dot.Attribute("x")!.Value))];
        Assert.True(places[1] - places[0] >= 8 && places[2] - places[1] >= 8);
    }

    [Theory]
    [InlineData(0, 100)]
    [InlineData(0, 0)]
    [InlineData(100, 100)]
    [InlineData(97.41, 97.42)]
    [InlineData(9.5, 97)]
    public void Numbers_at_the_lines_are_round_around_the_values_and_possible(double least, double most)
    {
        XElement picture = Draw([new("a", [least, most])]);

        double[] ticks = [.. picture.Elements(Svg + "text").Where(text => text.Attribute("text-anchor")!.Value == "end").Select(text => Number(text.Value))];
        Assert.InRange(ticks.Length, 2, 9);
        Assert.True(ticks[0] <= least && ticks[^1] >= most && ticks[0] >= 0 && ticks[^1] <= 100, string.Join(' ', ticks));
        double step = ticks[1] - ticks[0];
        Assert.All(ticks.Zip(ticks[1..]), pair => Assert.Equal(step, pair.Second - pair.First, 1e-9));
        Assert.All(Boxes(picture, Dot), dot => Assert.InRange(Middle(dot), 52 - 1e-9, 52 + 280 + 1e-9));
    }

    [Fact]
    public void Long_labels_do_not_run_into_each_other()
    {
        string label = new('m', 40);
        double[] middles = [.. Draw([new(label, [1]), new(label, [2])]).Elements(Svg + "text").Where(text => text.Value == label).Select(text => Number(text.Attribute("x")!.Value))];

        // An m is the widest letter; bold it is about a whole size wide in few fonts, 13 x 0.72 on average.
        Assert.True(middles[1] - middles[0] > 40 * 13 * .7);
    }

    [Fact]
    public void The_pixels_are_the_vectors_twice_as_large()
    {
        XElement picture = Draw(Three);
        using SKBitmap pixels = SKBitmap.Decode(ComparisonPicture.WritePng(Three, "Test accuracy, %"));

        Assert.Equal(
            (2 * (int)Number(picture.Attribute("width")!.Value), 2 * (int)Number(picture.Attribute("height")!.Value)), (pixels.Width, pixels.Height));
        Assert.All(Boxes(picture, Dot), dot => Assert.Equal(
            SKColor.Parse(Dot), pixels.GetPixel((int)(2 * (Number(dot.Attribute("x")!.Value) + 4)), (int)(2 * Middle(dot)))));
    }

    [Fact]
    public void Numbers_at_the_lines_end_before_the_lines_begin()
    {
        XElement tick = Draw(Three).Elements(Svg + "text").First(text => text.Attribute("text-anchor")!.Value == "end");
        using SKBitmap pixels = SKBitmap.Decode(ComparisonPicture.WritePng(Three, "Test accuracy, %"));

        int right = (int)(2 * Number(tick.Attribute("x")!.Value)), bottom = (int)(2 * Number(tick.Attribute("y")!.Value));
        Assert.True(Ink(pixels, right - 50, right, bottom) > 50);
        Assert.Equal(0, Ink(pixels, right + 2, right + 14, bottom));
    }

    private static int Ink(SKBitmap pixels, int left, int right, int bottom) => Enumerable.Range(left, right - left)
        .Sum(x => Enumerable.Range(bottom - 18, 18).Count(y => pixels.GetPixel(x, y).Red < 200));

    private static XElement Draw(ComparedGroup[] groups) => XDocument.Parse(ComparisonPicture.WriteSvg(groups, "Test accuracy, %")).Root!;

    private static string[] Texts(XElement picture) => [.. picture.Elements(Svg + "text").Select(text => text.Value)];

    private static IEnumerable<XElement> Boxes(XElement picture, string fill) =>
        picture.Elements(Svg + "rect").Where(box => box.Attribute("fill")!.Value == fill && box.Attribute("x") is not null);

    private static double Middle(XElement box) => Number(box.Attribute("y")!.Value) + (Number(box.Attribute("height")!.Value) / 2);

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);
}
