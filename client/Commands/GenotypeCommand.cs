using System.CommandLine;
using Cdarts.Client.Rendering;
using Cdarts.Client.Runs;
using Cdarts.Engine.Networks;
using Cdarts.Engine.Spaces;
using Cdarts.Engine.Spaces.Formats;

namespace Cdarts.Client.Commands;

/// <summary><c>cdarts genotype list</c> and <c>cdarts genotype convert</c>.</summary>
internal static class GenotypeCommand
{
    private const string GenotypesSuffix = ".genotypes";

    private static readonly Dictionary<string, GenotypeFormat> Formats = new()
    {
        ["json"] = GenotypeFormat.Json,
        ["cream"] = GenotypeFormat.Cream,
        ["cream-json"] = GenotypeFormat.CreamJson,
        ["nni"] = GenotypeFormat.Nni,
    };

    public static Command Build(ClientServices services) =>
        new("genotype", "Lists the built-in cells, or writes a cell in another format.") { List(services), Convert(services) };

    private static Command List(ClientServices services)
    {
        Option<bool> json = CommandOptions.Json();
        Command command = new("list", "Lists the built-in cells, which were published.") { json };
        command.SetAction((parsed, _) =>
        {
            NetworkCost Cost(PublishedCell cell, string dataSet) => services.Engine.Describe(cell.Genotype, services.Engine.ShapeFor(dataSet)).Network;
            PublishedCellLine[] lines = [.. services.Engine.PublishedCells.Select(cell => new PublishedCellLine(cell, Cost(cell, "cifar10"), Cost(cell, "imagenet")))];
            if (parsed.GetValue(json))
            {
                foreach (PublishedCellLine line in lines)
                {
                    services.Out.WriteLine(PublishedCellTable.Json(line));
                }
            }
            else
            {
                services.Console.Write(PublishedCellTable.Draw(lines));
            }

            return Task.FromResult((int)ExitCode.Done);
        });
        return command;
    }

    private static Command Convert(ClientServices services)
    {
        Argument<string> cell = CommandOptions.Cell();
        Option<string?> runs = CommandOptions.Runs();
        Option<string> to = new("--to")
        {
            Description = "json (Cdarts), cream (the tuple as text), cream-json (the file that Cream's retraining reads)"
                + $" or nni (its masks; with --output a {GenotypesSuffix} file beside it).",
            HelpName = "FORMAT",
            Required = true,
        };
        to.AcceptOnlyFromAmong([.. Formats.Keys]);
        Option<string?> output = new("--output", "-o") { Description = "File to write. Default: the output.", HelpName = "FILE" };
        Command command = new("convert", "Writes a cell in another format.") { cell, to, output, runs };
        command.SetAction((parsed, _) =>
        {
            SourcedGenotype found = new GenotypeSource(services.Engine, RunFolders.Choose(parsed.GetValue(runs), services.Variables)).Read(parsed.GetValue(cell)!);
            GenotypeFormat format = Formats[parsed.GetValue(to)!];
            if (parsed.GetValue(output) is { } file)
            {
                WriteFiles(found.Genotype, format, Path.GetFullPath(file), services);
            }
            else
            {
                services.Out.WriteLine(services.Engine.WriteGenotype(found.Genotype, format).TrimEnd('\n'));
            }

            return Task.FromResult((int)ExitCode.Done);
        });
        return command;
    }

    private static void WriteFiles(Genotype genotype, GenotypeFormat format, string file, ClientServices services)
    {
        string beside = Path.ChangeExtension(file, GenotypesSuffix);
        if (format == GenotypeFormat.Nni && beside == file)
        {
            throw new CommandException(
                ExitCode.BadConfiguration, $"--output is {file}: name the JSON file, for example epoch_31.json, and the {GenotypesSuffix} file is written beside it.");
        }

        WriteFile(file, services.Engine.WriteGenotype(genotype, format), services);
        if (format == GenotypeFormat.Nni)
        {
            WriteFile(beside, services.Engine.WriteGenotype(genotype, GenotypeFormat.NniGenotypes), services);
        }
    }

    private static void WriteFile(string file, string text, ClientServices services)
    {
        try
        {
            File.WriteAllText(file, text);
            services.Out.WriteLine(file);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new CommandException(ExitCode.NotFoundOrInUse, $"{file} cannot be written: {error.Message.TrimEnd('.')}.", error);
        }
    }
}
