using Cdarts.Engine.Networks;
using Cdarts.Engine.Spaces;
using Spectre.Console;

namespace Cdarts.Client.Rendering;

/// <summary>One cell in <c>genotype list</c>.</summary>
/// <param name="Cell">Cell.</param>
/// <param name="Cifar10">Its network for CIFAR-10, without auxiliary head.</param>
/// <param name="Imagenet">Its network for ImageNet, without auxiliary head.</param>
internal sealed record PublishedCellLine(PublishedCell Cell, NetworkCost Cifar10, NetworkCost Imagenet);

/// <summary>The table of <c>genotype list</c>.</summary>
internal static class PublishedCellTable
{
    public static Table Draw(IEnumerable<PublishedCellLine> lines)
    {
        Table table = new Table().AddColumn(new TableColumn("cell").NoWrap()).AddColumn("source");
        foreach (string figure in (string[])["CIFAR-10\nparameters", "multiply-\nadds", "ImageNet\nparameters", "multiply-\nadds"])
        {
            table.AddColumn(new TableColumn(figure).RightAligned().NoWrap());
        }

        foreach (PublishedCellLine line in lines)
        {
            table.AddRow(
                line.Cell.Name.EscapeMarkup(),
                line.Cell.Source.EscapeMarkup(),
                Wording.Count(line.Cifar10.Parameters),
                Wording.Millions(line.Cifar10.MultiplyAdds),
                Wording.Count(line.Imagenet.Parameters),
                Wording.Millions(line.Imagenet.MultiplyAdds));
        }

        return table;
    }

    public static string Json(PublishedCellLine line) => RunJson.Line(new { Cell = line.Cell.Name, line.Cell.Source, line.Cifar10, line.Imagenet });
}
