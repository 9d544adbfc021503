using Cdarts.Client.Doctor;
using Cdarts.Client.Engine;
using Cdarts.Client.Runs;
using Cdarts.Contracts.Specification;
using Cdarts.Engine.Checkpoints;
using Cdarts.Engine.Data.Folders;
using Cdarts.Engine.Data.Loading;
using Cdarts.Engine.Data.Shards;
using Cdarts.Engine.Export;
using Cdarts.Engine.Networks;
using Cdarts.Engine.Spaces;
using Cdarts.Engine.Spaces.Formats;
using Cdarts.Engine.Training;

namespace Cdarts.Client.Tests.Support;

internal sealed class FakeEngineTools : IEngineTools
{
    private readonly EngineTools _real = new();

    public IReadOnlyList<IDoctorCheck> Checks { get; init; } = [];

    public void LoadSpaces(string path) => _real.LoadSpaces(path);

    public Genotype ReadGenotype(string json) => Samples.Read(json);

    public DataSummary ReadData(string name, string folder) => _real.ReadData(name, folder);

    public bool IsImageFolder(string folder) => _real.IsImageFolder(folder);

    public FolderFinding VerifyFolder(string folder, Action<FolderProgress> report, TimeProvider time, CancellationToken cancellationToken) =>
        _real.VerifyFolder(folder, report, time, cancellationToken);

    public PackResult PackFolder(
        string folder, string output, PackSettings settings, Action<FolderProgress> report, TimeProvider time, CancellationToken cancellationToken) =>
        _real.PackFolder(folder, output, settings, report, time, cancellationToken);

    public FolderSpeed MeasureFolder(string folder, int pictures, int? threads, TimeProvider time) => new(pictures, 103_700, 512.4, threads ?? 2, 987.6);

    // What needs no native library is the real thing.
    public IReadOnlyList<PublishedCell> PublishedCells => _real.PublishedCells;

    public Genotype ReadGenotypeFile(string path) => _real.ReadGenotypeFile(path);

    public string WriteGenotype(Genotype genotype, GenotypeFormat format) => _real.WriteGenotype(genotype, format);

    public RetrainShape ShapeFor(string dataSet) => _real.ShapeFor(dataSet);

    public CellDescription Describe(Genotype genotype, RetrainShape shape) => _real.Describe(genotype, shape);

    /// <summary>Newest first.</summary>
    public List<CheckpointListing> Checkpoints { get; } = [];

    /// <summary>Damage by name of the checkpoint.</summary>
    public Dictionary<string, string> Damages { get; } = [];

    public IReadOnlyList<CheckpointListing> ListCheckpoints(string folder) => Checkpoints;

    public string? VerifyCheckpoint(string folder, string name) => Damages.GetValueOrDefault(name);

    public IReadOnlyList<string> PruneCheckpoints(string folder, int keep) => [.. Checkpoints.Skip(keep).Select(checkpoint => checkpoint.Name)];

    public void Require(RunSpec spec) => _real.Require(spec);

    public string? Memory(RunSpec spec) => spec.Task == RunTask.Search ? _real.Memory(spec) : null;

    public IReadOnlyList<string> Layouts(RunSpec spec, int replicas, double? gigabytesPerSecond) =>
        [FormattableString.Invariant($"layouts on {replicas} replicas at {gigabytesPerSecond ?? 1.1} GB/s")];

    public (string Svg, byte[] Png) DrawComparison(IReadOnlyList<(string Label, IReadOnlyList<double> Values)> groups, string title) =>
        ($"<svg>{title}: {string.Join(", ", groups.Select(group => $"{group.Label} {group.Values.Count}"))}</svg>", [1, 2, 3]);

    public NetworkFigures Evaluate(RunManifest run, string runFolder, string? checkpoint, DataSpec? data, Action<string> warn) =>
        new($"{run.Name}, checkpoint {checkpoint ?? "newest"}, data {(data ?? run.Spec.Data).Path}", new EvaluationFigures(.75, .99, .5, 1000));

    public IReadOnlyList<string> WritePictures(string genotypeJson, string caption, string format, string stem)
    {
        string[] files = [$"{stem}normal.{format}", $"{stem}reduction.{format}"];
        Array.ForEach(files, file => File.WriteAllText(file, $"{genotypeJson}, {caption}"));
        return files;
    }

    public void ExportNetwork(RunManifest run, string runFolder, string format, string file, Action<string> warn)
    {
        warn("A checkpoint was passed over.");
        File.WriteAllText(file, $"{format} of {run.Name} in {runFolder}");
    }
}
