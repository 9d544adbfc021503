using Cdarts.Client.Commands;
using Cdarts.Client.Configuration;
using Cdarts.Client.Engine;
using Cdarts.Client.Rendering;
using Cdarts.Engine;
using Cdarts.Engine.Spaces;

namespace Cdarts.Client.Runs;

/// <summary>A genotype and where it comes from.</summary>
/// <param name="Name">Name of the cell or run, or path of the file, as the user gave it.</param>
/// <param name="Source">Where it was published, or which run or file it is.</param>
/// <param name="Genotype">Genotype.</param>
internal sealed record SourcedGenotype(string Name, string Source, Genotype Genotype);

/// <summary>
/// Finds what a user gives as CELL: a built-in cell, else a run (by name or folder; its newest genotype), else a file in any known format or a folder
/// with a <c>genotype.json</c>. A file with the name of a cell or run is given as <c>./name</c>.
/// </summary>
internal sealed class GenotypeSource(IEngineTools engine, RunFolders runs)
{
    /// <exception cref="CommandException">There is no such cell, or it is not a genotype.</exception>
    public SourcedGenotype Read(string cell)
    {
        if (engine.PublishedCells.FirstOrDefault(published => published.Name == cell) is { } builtIn)
        {
            return new SourcedGenotype(cell, builtIn.Source, builtIn.Genotype);
        }

        try
        {
            return runs.TryFind(cell) is { } folder ? ReadRun(cell, folder)
                : Path.Exists(cell) ? new SourcedGenotype(cell, $"file {cell}", engine.ReadGenotypeFile(cell))
                : throw Unknown(cell);
        }
        catch (CdartsException error) when (error is not CommandException)
        {
            throw new CommandException(ExitCode.BadConfiguration, error.Message, error);
        }
    }

    private SourcedGenotype ReadRun(string cell, string folder)
    {
        RunLocation run = RunLocation.Of(RunManifest.Read(folder), folder);
        return new SourcedGenotype(cell, $"run {run.Name}", engine.ReadGenotype(new RunExport(RunManifest.Read(run.Folder), run.Folder, engine, _ => { }).Genotype("genotype").Json));
    }

    private CommandException Unknown(string cell)
    {
        string[] cells = [.. engine.PublishedCells.Select(published => published.Name)];
        string typed = SettingKeys.Shorten(cell);
        string? nearest = EditDistance.Nearest(typed, [.. cells, .. runs.All().Select(folder => Path.GetFileName(folder))]);
        return new CommandException(
            ExitCode.NotFoundOrInUse, $"There is no built-in cell, run or file {typed}: did you mean {nearest} (built in are {string.Join(", ", cells)})?");
    }
}
