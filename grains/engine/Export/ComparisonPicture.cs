using System.Globalization;
using System.Xml.Linq;
using static Cdarts.Engine.Export.SvgShapes;

namespace Cdarts.Engine.Export;

/// <summary>One group of a comparison.</summary>
/// <param name="Label">Label.</param>
/// <param name="Values">A value per run, in percent: 0 to 100.</param>
public sealed record ComparedGroup(string Label, IReadOnlyList<double> Values);

/// <summary>
/// Draws groups of runs beside each other: a dot per run, a line at the mean and a bar of one standard deviation to either side. As SVG, and as PNG from
/// the same shapes.
/// </summary>
public static class ComparisonPicture
{
    private const double Left = 64, Top = 52, Height = 280, LeastGroupWidth = 130, Bottom = 46, Right = 20;
    private const double Dot = 8, MeanHalf = 30, BarHalf = 10;
    private const double TitleSize = 15, LabelSize = 13;

    // Of a bold letter, as part of the font's size; on the generous side, since a picture must not need fonts to be laid out.
    private const double LetterWidth = .72;
    private const string Ink = "#1f2530", Quiet = "#848d9a", Grid = "#e3e6ea", Fill = "#1d5fc4", Bar = "#c9dbf7";

    /// <summary>SVG text.</summary>
    /// <param name="groups">Groups, at least one, each with at least one value.</param>
    /// <param name="title">Title, for example <c>Test accuracy, %</c>.</param>
    public static string WriteSvg(IReadOnlyList<ComparedGroup> groups, string title) => Draw(groups, title) + "\n";

    /// <summary>The bytes of a PNG file.</summary>
    /// <param name="groups">Groups, at least one, each with at least one value.</param>
    /// <param name="title">Title.</param>
    /// <exception cref="CdartsException">The library that draws cannot be loaded on this machine.</exception>
    public static byte[] WritePng(IReadOnlyList<ComparedGroup> groups, string title) => GenotypePng.Rasterise(Draw(groups, title));

    /// <summary>Mean and sample standard deviation (n - 1; 0 for one value).</summary>
    public static (double Mean, double Deviation) Summary(IReadOnlyList<double> values)
    {
        double mean = values.Average();
        return (mean, values.Count < 2 ? 0 : Math.Sqrt(values.Sum(value => (value - mean) * (value - mean)) / (values.Count - 1)));
    }

    private static XElement Draw(IReadOnlyList<ComparedGroup> groups, string title)
    {
        double groupWidth = Math.Max(LeastGroupWidth, TextWidth(groups.MaxBy(group => group.Label.Length)!.Label, LabelSize) + 16);
        double width = Math.Max(Left + (groups.Count * groupWidth) + Right, TextWidth(title, TitleSize) + 32);
        XElement picture = Page(width, Top + Height + Bottom, title);
        picture.Add(Text(16, 26, title, TitleSize, Ink, "start", bold: true));
        (double low, double high, double step) = Scale(groups);
        double Y(double value) => Top + (Height * (high - value) / (high - low));
        for (int i = 0; i <= (int)Math.Round((high - low) / step); i++)
        {
            double tick = low + (i * step);
            picture.Add(Line(Left, Y(tick), width - Right, Y(tick), Grid, 1));
            picture.Add(Text(Left - 8, Y(tick) + 4, tick.ToString("0.##", CultureInfo.InvariantCulture), 11, Quiet, "end"));
        }

        for (int i = 0; i < groups.Count; i++)
        {
            picture.Add(Group(groups[i], Left + ((i + 0.5) * groupWidth), Y));
        }

        return picture;
    }

    private static IEnumerable<XElement> Group(ComparedGroup group, double centre, Func<double, double> y)
    {
        (double mean, double deviation) = Summary(group.Values);
        if (deviation > 0)
        {
            double top = y(Possible(mean + deviation)), bottom = y(Possible(mean - deviation));
            yield return Box(centre - BarHalf, top, 2 * BarHalf, bottom - top, 3, Bar);
        }

        yield return Line(centre - MeanHalf, y(mean), centre + MeanHalf, y(mean), Ink, 2);
        for (int i = 0; i < group.Values.Count; i++)
        {
            // Side by side, so that equal values do not hide each other.
            double x = centre + ((i - ((group.Values.Count - 1) / 2.0)) * Math.Min(12, 2 * MeanHalf / group.Values.Count));
            yield return Box(x - (Dot / 2), y(group.Values[i]) - (Dot / 2), Dot, Dot, Dot / 2, Fill);
        }

        yield return Text(centre, Top + Height + 20, group.Label, LabelSize, Ink, "middle", bold: true);
        string spread = group.Values.Count > 1 ? string.Create(CultureInfo.InvariantCulture, $"{mean:0.00} ± {deviation:0.00}") : $"{mean.ToString("0.00", CultureInfo.InvariantCulture)}";
        yield return Text(centre, Top + Height + 37, spread, 11, Quiet, "middle");
    }

    /// <summary>Round numbers around values and bars, 0 to 100 at most.</summary>
    private static (double Low, double High, double Step) Scale(IReadOnlyList<ComparedGroup> groups)
    {
        double[] ends = [.. groups.SelectMany(group => Ends(group.Values))];
        double spread = Math.Max(ends.Max() - ends.Min(), 0.5);
        double raw = spread / 4, power = Math.Pow(10, Math.Floor(Math.Log10(raw)));
        double step = power * ((raw / power) switch { <= 1 => 1, <= 2 => 2, <= 5 => 5, _ => 10 });

        // A little room around the outermost dots; whole steps, so that the numbers at the lines are round.
        double low = Math.Floor((ends.Min() / step) - .2) * step, high = Math.Ceiling((ends.Max() / step) + .2) * step;
        return (Math.Max(low, 0), Math.Min(high, 100), step);
    }

    private static IEnumerable<double> Ends(IReadOnlyList<double> values)
    {
        (double mean, double deviation) = Summary(values);
        return [values.Min(), values.Max(), Possible(mean - deviation), Possible(mean + deviation)];
    }

    private static double Possible(double percent) => Math.Clamp(percent, 0, 100);

    private static double TextWidth(string text, double size) => text.Length * size * LetterWidth;

    private static XElement Line(double x1, double y1, double x2, double y2, string colour, double thickness) => new(
        Svg + "path",
        new XAttribute("d", $"M {Number(x1)} {Number(y1)} L {Number(x2)} {Number(y2)}"),
        new XAttribute("fill", "none"),
        new XAttribute("stroke", colour),
        new XAttribute("stroke-width", Number(thickness)));

    private static XElement Box(double x, double y, double width, double height, double radius, string fill) => new(
        Svg + "rect",
        new XAttribute("x", Number(x)),
        new XAttribute("y", Number(y)),
        new XAttribute("width", Number(width)),
        new XAttribute("height", Number(height)),
        new XAttribute("rx", Number(radius)),
        new XAttribute("fill", fill));
}
