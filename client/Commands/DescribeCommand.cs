using System.CommandLine;
using Cdarts.Client.Rendering;
using Cdarts.Client.Runs;
using Cdarts.Engine.Networks;

namespace Cdarts.Client.Commands;

/// <summary><c>cdarts describe</c>: counts a cell and the network that it would be retrained in; nothing is built.</summary>
internal static class DescribeCommand
{
    // Far above any network, and low enough for every count to fit into 64 bits.
    private const int MostChannels = 4096;
    private const int MostLayers = 1000;

    public static Command Build(ClientServices services)
    {
        Argument<string> cell = CommandOptions.Cell();
        Option<string?> runs = CommandOptions.Runs();
        Option<string> dataSet = new("--dataset")
        {
            Description = $"Data set whose network is counted: {string.Join(", ", RetrainShape.DataSets)}.",
            HelpName = "NAME",
            DefaultValueFactory = _ => "cifar10",
        };
        dataSet.AcceptOnlyFromAmong([.. RetrainShape.DataSets]);
        Option<int?> channels = new("--channels") { Description = "Channels of the first cell, an even number. Default 36, for imagenet 48.", HelpName = "N" };
        Option<int?> layers = new("--layers") { Description = "Cells of the network, 3 or more. Default 20, for imagenet 14.", HelpName = "N" };
        Option<bool> json = CommandOptions.Json();
        Command command = new("describe", "Counts the parameters, multiply-adds and operations of a cell and its network.") { cell, dataSet, channels, layers, runs, json };
        command.SetAction((parsed, _) =>
        {
            RetrainShape published = services.Engine.ShapeFor(parsed.GetValue(dataSet)!);
            RetrainShape shape = published with
            {
                Channels = parsed.GetValue(channels) ?? published.Channels, Cells = parsed.GetValue(layers) ?? published.Cells,
            };
            Check(shape);
            SourcedGenotype found = new GenotypeSource(services.Engine, RunFolders.Choose(parsed.GetValue(runs), services.Variables)).Read(parsed.GetValue(cell)!);
            CellReport report = new(found, shape, services.Engine.Describe(found.Genotype, shape));
            if (parsed.GetValue(json))
            {
                services.Out.WriteLine(report.Json());
            }
            else
            {
                report.Write(services.Console);
            }

            return Task.FromResult((int)ExitCode.Done);
        });
        return command;
    }

    private static void Check(RetrainShape shape)
    {
        if (shape.Channels is < 2 or > MostChannels || shape.Channels % 2 != 0)
        {
            throw new CommandException(ExitCode.BadConfiguration, $"--channels is {shape.Channels}: use an even number from 2 to {MostChannels}.");
        }

        if (shape.Cells is < 3 or > MostLayers)
        {
            throw new CommandException(ExitCode.BadConfiguration, $"--layers is {shape.Cells}: use 3 to {MostLayers}, one or more per stage.");
        }
    }
}
