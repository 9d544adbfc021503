using Cdarts.Client.Doctor;
using Cdarts.Client.Runs;
using Cdarts.Contracts.Specification;
using Cdarts.Engine;
using Cdarts.Engine.Checkpoints;
using Cdarts.Engine.Data.Folders;
using Cdarts.Engine.Data.Loading;
using Cdarts.Engine.Data.Shards;
using Cdarts.Engine.Export;
using Cdarts.Engine.Networks;
using Cdarts.Engine.Spaces;
using Cdarts.Engine.Spaces.Formats;

namespace Cdarts.Client.Engine;

/// <summary>The seam to the engine: what the console needs of it beside its records.</summary>
internal interface IEngineTools
{
    /// <summary>Checks of the engine on this machine, in the order in which they are shown.</summary>
    IReadOnlyList<IDoctorCheck> Checks { get; }

    /// <summary>Makes the search spaces of an assembly known.</summary>
    /// <exception cref="CdartsException">There is no such assembly, or none of its spaces can be used.</exception>
    void LoadSpaces(string path);

    /// <summary>Reads a genotype's JSON text.</summary>
    /// <exception cref="CdartsException">The text is not a genotype.</exception>
    Genotype ReadGenotype(string json);

    /// <summary>Reads every record of a data set.</summary>
    /// <param name="name">Name in the settings.</param>
    /// <param name="folder">Folder of its files.</param>
    /// <exception cref="CdartsException">A file cannot be used.</exception>
    DataSummary ReadData(string name, string folder);

    /// <inheritdoc cref="FolderVerification.IsImageFolder"/>
    bool IsImageFolder(string folder);

    /// <inheritdoc cref="FolderVerification.Run"/>
    FolderFinding VerifyFolder(string folder, Action<FolderProgress> report, TimeProvider time, CancellationToken cancellationToken);

    /// <inheritdoc cref="FolderPacking.Run"/>
    PackResult PackFolder(string folder, string output, PackSettings settings, Action<FolderProgress> report, TimeProvider time, CancellationToken cancellationToken);

    /// <inheritdoc cref="FolderBench.Run"/>
    FolderSpeed MeasureFolder(string folder, int pictures, int? threads, TimeProvider time);

    /// <summary>The built-in cells.</summary>
    IReadOnlyList<PublishedCell> PublishedCells { get; }

    /// <summary>Reads a genotype's file in any known format, or the one in a folder.</summary>
    /// <exception cref="CdartsException">There is no such file, or it is not a genotype.</exception>
    Genotype ReadGenotypeFile(string path);

    /// <summary>Text of a genotype in a format.</summary>
    string WriteGenotype(Genotype genotype, GenotypeFormat format);

    /// <summary>Shape of the network that a cell is retrained in for one of <see cref="RetrainShape.DataSets"/>.</summary>
    RetrainShape ShapeFor(string dataSet);

    /// <summary>Counts a cell and its network.</summary>
    CellDescription Describe(Genotype genotype, RetrainShape shape);

    /// <summary>Writes the pictures of the cells of a genotype.</summary>
    /// <param name="genotypeJson">Genotype.</param>
    /// <param name="caption">What the pictures' titles say behind the kind of cell.</param>
    /// <param name="format"><c>svg</c>, <c>png</c> or <c>dot</c>.</param>
    /// <param name="stem">What the paths begin with; the name of the kind of cell and the format follow.</param>
    /// <returns>The files.</returns>
    /// <exception cref="CdartsException">The text is not a genotype, or the pictures cannot be drawn on this machine.</exception>
    /// <exception cref="IOException">A file cannot be written.</exception>
    IReadOnlyList<string> WritePictures(string genotypeJson, string caption, string format, string stem);

    /// <summary>Refuses what only the engine knows to be impossible: unknown search spaces and operations.</summary>
    /// <exception cref="CdartsException">A value is impossible; the message names the setting.</exception>
    void Require(RunSpec spec);

    /// <summary>Words on the memory that a run would take; null where only the data tells the pictures' size.</summary>
    string? Memory(RunSpec spec);

    /// <summary>Words on memory and times of a search in both layouts, some of them measured here in a few seconds; empty where there is no choice, or only the data tells the pictures' size.</summary>
    /// <param name="spec">Settings.</param>
    /// <param name="replicas">Devices, at least two.</param>
    /// <param name="gigabytesPerSecond">What a device sends and gets; null for the default.</param>
    IReadOnlyList<string> Layouts(RunSpec spec, int replicas, double? gigabytesPerSecond);

    /// <summary>Draws groups of values, in percent, beside each other.</summary>
    (string Svg, byte[] Png) DrawComparison(IReadOnlyList<(string Label, IReadOnlyList<double> Values)> groups, string title);

    /// <inheritdoc cref="CheckpointReader.List"/>
    IReadOnlyList<CheckpointListing> ListCheckpoints(string folder);

    /// <inheritdoc cref="CheckpointReader.Verify"/>
    string? VerifyCheckpoint(string folder, string name);

    /// <inheritdoc cref="CheckpointPruning.Prune"/>
    IReadOnlyList<string> PruneCheckpoints(string folder, int keep);

    /// <summary>Measures the network that a run has trained on the test pictures of a data set, each counted once.</summary>
    /// <param name="run">The run.</param>
    /// <param name="runFolder">Its folder.</param>
    /// <param name="checkpoint">Name of the checkpoint; null for the newest that verifies.</param>
    /// <param name="data">Data set; null for the run's own.</param>
    /// <param name="warn">Gets one sentence for each damaged checkpoint that was passed over.</param>
    /// <exception cref="CdartsException">There is no such network, or the data set does not fit it.</exception>
    NetworkFigures Evaluate(RunManifest run, string runFolder, string? checkpoint, DataSpec? data, Action<string> warn);

    /// <summary>Writes the network that a run has trained, as its newest checkpoint that verifies has it.</summary>
    /// <param name="run">The run.</param>
    /// <param name="runFolder">Its folder.</param>
    /// <param name="format"><c>onnx</c> or <c>safetensors</c>.</param>
    /// <param name="file">File to write.</param>
    /// <param name="warn">Gets one sentence for each damaged checkpoint that was passed over.</param>
    /// <exception cref="CdartsException">There is no such network yet, or the run's data set is gone.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    void ExportNetwork(RunManifest run, string runFolder, string format, string file, Action<string> warn);
}
