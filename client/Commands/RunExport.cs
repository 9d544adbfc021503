using Cdarts.Client.Engine;
using Cdarts.Client.Runs;
using Cdarts.Contracts.Grains;

namespace Cdarts.Client.Commands;

/// <summary>Writes what a run has found so far to files.</summary>
/// <param name="run">The run.</param>
/// <param name="folder">Its folder.</param>
/// <param name="engine">Engine.</param>
/// <param name="warn">Shows a sentence to the user.</param>
internal sealed class RunExport(RunManifest run, string folder, IEngineTools engine, Action<string> warn)
{
    /// <summary>What can be exported.</summary>
    public static string[] Formats { get; } = ["genotype", "svg", "png", "dot", "onnx", "safetensors"];

    /// <returns>The files that were written.</returns>
    /// <exception cref="CommandException">There is nothing yet to export, or the file cannot be written.</exception>
    public IReadOnlyList<string> Write(string format, string file)
    {
        try
        {
            switch (format)
            {
                case "genotype":
                    File.WriteAllText(file, Genotype("genotype").Json);
                    return [file];
                case "svg" or "png" or "dot":
                    // cell.svg becomes cell-normal.svg and cell-reduction.svg.
                    (string json, string caption) = Genotype("picture");
                    string stem = Path.Combine(Path.GetDirectoryName(file)!, Path.GetFileNameWithoutExtension(file));
                    return engine.WritePictures(json, caption, format, stem + "-");
                default:
                    engine.ExportNetwork(run, folder, format, file, warn);
                    return [file];
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new CommandException(ExitCode.NotFoundOrInUse, $"{file} cannot be written: {error.Message.TrimEnd('.')}.", error);
        }
    }

    /// <summary>The run's result, or else its newest topology, as JSON text, with a caption for pictures.</summary>
    /// <param name="what">What it is needed for, for the error's sentence.</param>
    /// <exception cref="CommandException">There is none yet.</exception>
    public (string Json, string Caption) Genotype(string what)
    {
        RunStatus status = FolderStatus.Read(folder, run);
        return status.Outcome is { } outcome ? (outcome.GenotypeJson, "final")
            : status.Topology is { } topology ? (topology.GenotypeJson, $"cycle {topology.Cycle + 1}")
            : throw new CommandException(ExitCode.NotFoundOrInUse, $"The run {run.Name} has no {what} yet: it has one after the search warm-up.");
    }
}
