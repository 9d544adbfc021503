using Cdarts.Client.Engine;
using Cdarts.Client.Rendering;
using Cdarts.Client.Runs;
using Cdarts.Contracts.Grains;

namespace Cdarts.Client.Commands;

/// <summary>Writes what a run has found so far to files.</summary>
internal sealed class RunExport(RunLocation run, IEngineTools engine)
{
    private const string PictureSuffix = ".svg";

    /// <returns>The files that were written.</returns>
    /// <exception cref="CommandException">There is nothing yet to export, or the file cannot be written.</exception>
    public IReadOnlyList<string> Write(string format, string file)
    {
        try
        {
            switch (format)
            {
                case "genotype":
                    File.WriteAllText(file, Genotype());
                    return [file];
                case "svg":
                    return CopyPictures(file);
                default:
                    engine.ExportEvaluationWeights(run.Folder, file);
                    return [file];
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new CommandException(ExitCode.NotFoundOrInUse, $"{file} cannot be written: {error.Message.TrimEnd('.')}.", error);
        }
    }

    /// <summary>JSON text of the run's newest genotype: its result, else the topology of its newest cycle.</summary>
    /// <exception cref="CommandException">There is none yet.</exception>
    public string Genotype()
    {
        RunStatus status = FolderStatus.Read(run.Folder, RunManifest.Read(run.Folder));
        return status.Outcome?.GenotypeJson ?? status.Topology?.GenotypeJson ?? throw Nothing("genotype");
    }

    private List<string> CopyPictures(string file)
    {
        List<string> written = [];
        foreach (string picture in Pictures())
        {
            // cell.svg becomes cell-normal.svg and cell-reduction.svg.
            string stem = Path.Combine(Path.GetDirectoryName(file)!, Path.GetFileNameWithoutExtension(file));
            string target = $"{stem}-{Path.GetFileNameWithoutExtension(picture)}{PictureSuffix}";
            File.Copy(picture, target, overwrite: true);
            written.Add(target);
        }

        return written;
    }

    private IReadOnlyList<string> Pictures()
    {
        if (ResultsFile.TryRead(run.Folder) is { } outcome)
        {
            return [.. outcome.PictureFiles.Where(picture => picture.EndsWith(PictureSuffix, StringComparison.Ordinal)).Select(picture => Path.Combine(run.Folder, picture))];
        }

        string cycles = Path.Combine(run.Folder, FolderStatus.CyclesFolder);
        IEnumerable<string> folders = Directory.Exists(cycles) ? Directory.EnumerateDirectories(cycles).OrderDescending(StringComparer.Ordinal) : [];
        string[]? newest = folders.Select(folder => Directory.GetFiles(folder, $"*{PictureSuffix}")).FirstOrDefault(pictures => pictures.Length > 0);
        return newest is null ? throw Nothing("picture") : [.. newest.Order(StringComparer.Ordinal)];
    }

    private CommandException Nothing(string what) =>
        new(ExitCode.NotFoundOrInUse, $"The run {run.Name} has no {what} yet: it has one after the search warm-up.");
}
