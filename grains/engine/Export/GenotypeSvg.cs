using System.Globalization;
using System.Xml.Linq;
using Cdarts.Engine.Spaces;
using static Cdarts.Engine.Export.SvgShapes;

namespace Cdarts.Engine.Export;

/// <summary>
/// Draws a cell as an SVG picture, from left to right: the cell's inputs, its nodes, each with its operations before it, and its output. The same cell
/// gives the same text. It has a white background of its own and needs no fonts, styles or scripts from elsewhere.
/// </summary>
public static class GenotypeSvg
{
    private const double Margin = 24;
    private const double TitleHeight = 30;
    private const double InputWidth = 58;
    private const double NodeWidth = 36;
    private const double BoxHeight = 34;
    private const double OperationWidth = 108;
    private const double OperationHeight = 26;
    private const double OperationGap = 10;
    private const double InnerGap = 34;
    private const double LayerGap = 78;
    private const double GroupPadding = 26;
    private const double LaneHeight = 16;
    private const double ArrowLength = 8;
    private const string Ink = "#1f2530";
    private const string Quiet = "#848d9a";

    internal static readonly XNamespace Svg = "http://www.w3.org/2000/svg";

    private static double LayerWidth => OperationWidth + InnerGap + NodeWidth;

    /// <summary>Picture of a cell.</summary>
    /// <param name="kind">Kind of the cell.</param>
    /// <param name="cell">Cell.</param>
    /// <param name="title">Title, for example <c>Normal cell, cycle 3</c>.</param>
    public static string Write(CellKind kind, CellGenotype cell, string title) => Draw(kind, cell, title) + "\n";

    /// <summary>The picture as a tree of <c>rect</c>, <c>path</c> and <c>text</c> (with <c>tspan</c>), in groups that are shifted or not.</summary>
    internal static XElement Draw(CellKind kind, CellGenotype cell, string title)
    {
        CellGraph graph = new(kind, cell);
        double height = CellLayout.Arrange(graph, item => HeightOf(item, kind)) + TitleHeight + (2 * Margin);
        double width = Left(graph.Output) + InputWidth + Margin;
        XElement picture = Page(width, height, title);
        picture.Add(Text(Margin, Margin + 10, title, size: 15, Ink, anchor: "start", bold: true));
        XElement drawing = new(Svg + "g", new XAttribute("transform", $"translate(0 {Number(TitleHeight + Margin)})"));
        picture.Add(drawing);
        drawing.Add(graph.Outputs.Select(output => Line(output.Path, Left(graph.Output) - ArrowLength, graph.Output.Y, Quiet, 1.3)));
        drawing.Add(Arrow(Left(graph.Output), graph.Output.Y, Quiet));
        drawing.Add(graph.Edges.GroupBy(edge => edge.Path[^1]).SelectMany(edges => DrawNode(edges, kind)));
        for (int input = 0; input < kind.InputCount; input++)
        {
            bool isPrevious = input == kind.InputCount - 1;
            drawing.Add(DrawState(
                graph.Layers[0].Single(item => item.State == input),
                InputWidth,
                "c",
                isPrevious ? "k-1" : "k-2",
                isPrevious ? "output of the previous cell" : "output of the cell before the previous one"));
        }

        drawing.Add(DrawState(graph.Output, InputWidth, "c", "k", kind.Output.Count == 1 ? "output: the last node" : "output: all nodes, concatenated"));
        return picture;
    }

    private static double HeightOf(CellGraph.Item item, CellKind kind) => item switch
    {
        { IsLane: true } => LaneHeight,
        { Layer: 0 } or { State: null } => BoxHeight + GroupPadding,
        { State: { } state } => OperationsHeight(kind.KeptInto(state - kind.InputCount)) + GroupPadding,
    };

    private static double OperationsHeight(int operations) => Math.Max(BoxHeight, (operations * (OperationHeight + OperationGap)) - OperationGap);

    private static double Left(CellGraph.Item item) => item.Layer == 0 ? Margin : Margin + InputWidth + LayerGap + ((item.Layer - 1) * (LayerWidth + LayerGap));

    private static double Right(CellGraph.Item item) => item.Layer == 0 ? Margin + InputWidth : Left(item) + LayerWidth;

    private static IEnumerable<XElement> DrawNode(IGrouping<CellGraph.Item, CellGraph.Connection> edges, CellKind kind)
    {
        CellGraph.Item node = edges.Key;
        double left = Left(node);
        double nodeLeft = left + OperationWidth + InnerGap;
        double step = (OperationHeight + OperationGap) / 2;
        double y = node.Y - (step * (edges.Count() - 1));
        List<XElement> boxes = [];

        // The operation whose edge comes from above is the upper one, so that they do not cross.
        foreach (CellGraph.Connection connection in edges.OrderBy(edge => edge.Path[^2].Y))
        {
            string operation = kind.NameOf(connection.Edge!.Value);
            OperationColours colours = OperationColours.Of(operation);
            yield return Line(connection.Path, left, y, colours.Line, 1.8);
            yield return Curve(left + OperationWidth, y, nodeLeft - ArrowLength, node.Y, colours.Line, 1.8);
            boxes.Add(Box(left, y, OperationWidth, OperationHeight, radius: 13, colours.Fill, colours.Line));
            boxes.Add(Text(left + (OperationWidth / 2), y + 4.2, operation, size: 12, colours.Line));
            y += 2 * step;
        }

        foreach (XElement box in boxes)
        {
            yield return box;
        }

        yield return Arrow(nodeLeft, node.Y, Ink);
        yield return Box(nodeLeft, node.Y, NodeWidth, BoxHeight, radius: 6, "#fff8dc", Ink);
        yield return Text(nodeLeft + (NodeWidth / 2), node.Y + 5, (node.State!.Value - kind.InputCount).ToString(CultureInfo.InvariantCulture), size: 14, Ink, bold: true);
    }

    private static XElement DrawState(CellGraph.Item item, double width, string name, string subscript, string meaning)
    {
        XElement label = Text(Left(item) + (width / 2), item.Y + 4, name, size: 15, Ink, bold: true);
        label.Add(new XElement(Svg + "tspan", new XAttribute("dy", "4"), new XAttribute("font-size", "10"), subscript));
        return new XElement(
            Svg + "g",
            new XElement(Svg + "title", $"{name}_{{{subscript}}}: {meaning}"),
            Box(Left(item), item.Y, width, BoxHeight, radius: 6, "#e6f4ea", Ink),
            label);
    }

    private static XElement Line(IReadOnlyList<CellGraph.Item> path, double endX, double endY, string colour, double thickness)
    {
        List<string> steps = [$"M {Number(Right(path[0]))} {Number(path[0].Y)}"];
        (double X, double Y) at = (Right(path[0]), path[0].Y);
        foreach (CellGraph.Item lane in path.Skip(1).SkipLast(1))
        {
            steps.Add(CurveTo(at, Left(lane), lane.Y));
            steps.Add($"H {Number(Right(lane))}");
            at = (Right(lane), lane.Y);
        }

        steps.Add(CurveTo(at, endX, endY));
        return Path(string.Join(' ', steps), colour, thickness);
    }

    private static XElement Curve(double startX, double startY, double endX, double endY, string colour, double thickness) =>
        Path($"M {Number(startX)} {Number(startY)} {CurveTo((startX, startY), endX, endY)}", colour, thickness);

    private static string CurveTo((double X, double Y) start, double endX, double endY)
    {
        double middle = (start.X + endX) / 2;
        return $"C {Number(middle)} {Number(start.Y)} {Number(middle)} {Number(endY)} {Number(endX)} {Number(endY)}";
    }

    private static XElement Path(string steps, string colour, double thickness) => new(
        Svg + "path", new XAttribute("d", steps), new XAttribute("fill", "none"), new XAttribute("stroke", colour), new XAttribute("stroke-width", Number(thickness)));

    private static XElement Arrow(double tipX, double y, string colour)
    {
        string back = Number(tipX - ArrowLength);
        return new XElement(
            Svg + "path",
            new XAttribute("d", $"M {back} {Number(y - 4)} L {Number(tipX)} {Number(y)} L {back} {Number(y + 4)} Z"),
            new XAttribute("fill", colour));
    }

    private static XElement Box(double left, double middle, double width, double height, double radius, string fill, string line) => new(
        Svg + "rect",
        new XAttribute("x", Number(left)),
        new XAttribute("y", Number(middle - (height / 2))),
        new XAttribute("width", Number(width)),
        new XAttribute("height", Number(height)),
        new XAttribute("rx", Number(radius)),
        new XAttribute("fill", fill),
        new XAttribute("stroke", line),
        new XAttribute("stroke-width", "1.2"));
}
