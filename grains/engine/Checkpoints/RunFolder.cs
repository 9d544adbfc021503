using System.Globalization;

namespace Cdarts.Engine.Checkpoints;

/// <summary>Where a run's files are. Makes no decisions and, but for <see cref="Create"/>, no changes.</summary>
/// <param name="path">Folder of the run.</param>
public sealed class RunFolder(string path)
{
    /// <summary>Folder of the run, absolute.</summary>
    public string Root { get; } = Path.GetFullPath(path);

    /// <summary>Resolved specification, versions and hashes.</summary>
    public string RunFile => In("run.json");

    /// <summary>One line per committed step.</summary>
    public string MetricsFile => In("metrics.jsonl");

    /// <summary>Figures of a completed run.</summary>
    public string ResultsFile => In("results.json");

    /// <summary>Genotype of a completed run.</summary>
    public string GenotypeFile => In("genotype.json");

    /// <summary>Figures after each epoch of a retraining.</summary>
    public string EpochsFile => In("epochs.json");

    /// <summary>Peak memory of each replica of a completed run; not among its figures, which are the same whenever it is repeated.</summary>
    public string MemoryFile => In("memory.json");

    /// <summary>Locked by the process that runs it; freed by any death.</summary>
    public string LockFile => In("lock");

    /// <summary>Where another console reaches the process that holds the lock.</summary>
    public string EndpointFile => In("endpoint.json");

    /// <summary>Checkpoints.</summary>
    public string CheckpointsDirectory => In("checkpoints");

    /// <summary>TensorBoard's event files.</summary>
    public string EventsDirectory => In("events");

    /// <summary>One folder per cycle.</summary>
    public string CyclesDirectory => In("cycles");

    /// <summary>Topology and pictures of one cycle.</summary>
    /// <param name="cycle">Cycle, from 0.</param>
    public string CycleDirectory(int cycle) => Path.Combine(CyclesDirectory, cycle.ToString("D2", CultureInfo.InvariantCulture));

    /// <summary>Creates the folders, and removes single files that an earlier death left unfinished. Only for the holder of the run's lock.</summary>
    /// <exception cref="CdartsException">The folder cannot be created or written.</exception>
    public void Create()
    {
        try
        {
            foreach (string directory in (string[])[Root, CheckpointsDirectory, EventsDirectory, CyclesDirectory])
            {
                Directory.CreateDirectory(directory);
            }

            Leftovers.Remove(Root);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw new CdartsException($"The run folder {Root} cannot be written: {problem.Message.TrimEnd('.')}; choose another with --runs, or change its rights.", problem);
        }
    }

    private string In(string name) => Path.Combine(Root, name);
}
